import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { localTeacher, weightsOf } from '../runtime/hosts.ts';
import { layoutOnGpu } from '../runtime/layoutOnGpu.ts';
import { hasChatTemplate } from '../runtime/runModels.ts';
import type { TeacherPool } from '../runtime/teacherPool.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import { tryTeacher } from '../runtime/tryTeacher.ts';

/** A teacher of this computer that other computers may ask. */
export interface ServedTeacher {
  readonly model: string;
  readonly hasChat: boolean;
  readonly pool: TeacherPool;
  stop(): void;
}

/**
 * Opens a teacher as a run does: on all cores, or the GPU's layers.
 * @throws BadInput if it is not here, or cannot be loaded
 */
export async function openServedTeacher(
  store: ModelStore,
  name: string,
  { gpuLayers = 0 }: { readonly gpuLayers?: number | 'auto' | undefined } = {},
): Promise<ServedTeacher> {
  const model = await store.require(name, 'teacher');
  const hasChat = hasChatTemplate(model);
  await tryTeacher(model, [{ text: 'A text.', chat: hasChat }]);
  const budget = threadBudget();
  const layout = gpuLayers === 0 ? undefined : await layoutOnGpu(weightsOf(model), budget.total);
  const options = { budget, gpuLayers, isBackground: true, onNote: () => {} };
  const pool = localTeacher(model, layout, options);
  return { model: name, hasChat, pool, stop: () => pool.stop() };
}
