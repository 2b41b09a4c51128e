import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import type { StudentSettings } from '../../contract/experiment.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { Pooling } from '../steps/trainableStudent.ts';

/**
 * What the head of an experiment's fine-tuned students reads. `auto` takes the mean of the tokens if the
 * model's publisher says that it was trained so, because its first token then means little; but
 * `leastSteps: 0` asks for the papers' training. A pair of texts has a mean as one text has; a head of
 * answers reads every token, and pools none.
 */
export function choosePooling(
  { pooling, leastSteps }: Pick<StudentSettings, 'pooling' | 'leastSteps'>,
  kind: TaskKind,
  model: Pick<ModelFolder, 'pooling'>,
): Pooling {
  if (kind === 'extractive-qa') return 'first';
  if (pooling !== 'auto') return pooling;
  return model.pooling === 'mean' && leastSteps > 0 ? 'mean' : 'first';
}
