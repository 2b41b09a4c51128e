import { freemem } from 'node:os';
import { firstPart } from '../../../models/catalog/ggufParts.ts';
import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { INDEX_FILE } from '../../../models/catalog/safetensorsIndex.ts';
import type { ModelFiles, TrainingProgress } from '../../../models/student/student.ts';
import type { LayoutChoice, TeacherLayout } from '../../contract/teacherLayout.ts';
import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import { endpointPool } from '../endpoints/endpointPool.ts';
import type { EndpointPoolEntry } from '../endpoints/endpointRegistry.ts';
import { usualLayout } from './repeatableLayout.ts';
import { CONTEXT_SIZE, openTeachers, type TeacherPool } from './teacherPool.ts';
import { type ThreadBudget, threadBudget } from './threadBudget.ts';

/** The models of a run, each behind the processes that run it. */
export interface Hosts {
  readonly teacher: TeacherPool;
  /** Each call uses all cores. */
  readonly student: Pick<Host<StudentHost>, 'call'>;
  readonly retrieval: Pick<Host<RetrievalHost>, 'call'>;
  /** Ends the student's process; the call in flight fails with HostLost. */
  stopTraining(): void;
  stop(): void;
}

/** The share of the machine that a run may use. */
export interface Compute {
  /** By default every physical core. */
  readonly threads?: number | undefined;
  /** Number of the teacher's layers that a GPU computes; by default none. */
  readonly gpuLayers?: number | 'auto' | undefined;
  /** By default the fastest that was measured, where it is clearly faster. */
  readonly teacherLayout?: LayoutChoice | undefined;
  /** Whether students train on a GPU if possible; by default not. */
  readonly studentOnGpu?: boolean | undefined;
}

export function openHosts(
  models: Readonly<Record<'teacher' | 'encoder' | 'student', ModelFolder>> & {
    readonly teacher: { readonly endpoints?: EndpointPoolEntry | undefined };
  },
  {
    layout,
    onTraining,
    onNote = () => {},
    pause,
    compute: { threads: most, gpuLayers = 0 } = {},
    cuda,
  }: {
    /** By default that of a run for which none was measured. */
    layout?: TeacherLayout | undefined;
    onTraining: (progress: TrainingProgress) => void;
    onNote?: (sentence: string) => void;
    pause?: AbortSignal;
    compute?: Compute | undefined;
    /** Folder of the CUDA provider that students train with; without it they train on the CPU. */
    cuda?: string | undefined;
  },
): Hosts {
  const budget = threadBudget(most);
  const threads = budget.total;
  const { endpoints } = models.teacher;
  const teacher = endpoints
    ? endpointPool(endpoints, { onNote, pause })
    : localTeacher(models.teacher, { layout, gpuLayers, budget });
  const student = forkHost<StudentHost>({
    title: 'the student',
    entry: hostModule('studentHost'),
    open: { name: 'open', args: [{ threads, ...(cuda ? { cuda } : {}) }] },
    onEvent: (event) => onTraining(event as TrainingProgress),
  });
  const retrieval = forkHost<RetrievalHost>({
    title: 'the retriever',
    entry: hostModule('retrievalHost'),
    open: {
      name: 'open',
      args: [modelFiles(models.encoder), { threads, pooling: models.encoder.pooling }],
    },
  });
  return {
    teacher,
    student: { call: (name, ...args) => budget.lease(threads, () => student.call(name, ...args)) },
    retrieval: {
      call: (name, ...args) => budget.lease(threads, () => retrieval.call(name, ...args)),
    },
    stopTraining: () => student.stop(),
    stop() {
      for (const host of [teacher, student, retrieval]) host.stop();
    },
  };
}

/**
 * The three files of a Hugging Face model folder; for weights split over several files, their
 * index.
 */
export function modelFiles({ files }: ModelFolder): ModelFiles {
  return {
    'config.json': files['config.json']!,
    'model.safetensors': files['model.safetensors'] ?? files[INDEX_FILE]!,
    'tokenizer.json': files['tokenizer.json']!,
  };
}

/** A teacher's GGUF file, or the first of its parts. */
export function weightsOf({ files }: ModelFolder): string {
  return firstPart(Object.values(files)) ?? Object.values(files)[0]!;
}

/** A teacher of this computer, by default in the layout of a run for which none was measured. */
export function localTeacher(
  model: ModelFolder,
  {
    budget,
    gpuLayers,
    layout,
  }: {
    budget: ThreadBudget;
    gpuLayers: number | 'auto';
    layout?: TeacherLayout | undefined;
  },
): TeacherPool & { stop(): void } {
  const gguf = weightsOf(model);
  const room = { cores: budget.total, freeBytes: freemem(), contextSize: CONTEXT_SIZE };
  return openTeachers(gguf, layout ?? usualLayout(gguf, room), { gpuLayers, budget });
}
