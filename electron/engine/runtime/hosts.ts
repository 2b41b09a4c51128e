import { freemem } from 'node:os';
import { firstPart } from '../../../models/catalog/ggufParts.ts';
import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { INDEX_FILE } from '../../../models/catalog/safetensorsIndex.ts';
import type { ModelFiles, TrainingProgress } from '../../../models/student/student.ts';
import type { TaggerFiles } from '../../../models/tagger/nameTagger.ts';
import type { LayoutChoice, TeacherLayout } from '../../contract/teacherLayout.ts';
import type { WorkTime } from '../../contract/workTime.ts';
import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import { endpointPool } from '../endpoints/endpointPool.ts';
import type { EndpointPoolEntry } from '../endpoints/endpointRegistry.ts';
import { absentTeacherPool } from './absentTeacher.ts';
import { usualLayout } from './repeatableLayout.ts';
import { openSteppingTeachers, type SteppingOptions } from './steppingTeachers.ts';
import { CONTEXT_SIZE, type TeacherPool } from './teacherPool.ts';
import { threadBudget } from './threadBudget.ts';

/** The models of a run, each behind the processes that run it. */
export interface Hosts {
  readonly teacher: TeacherPool;
  /** Writes drafts; undefined if the experiment names no base model. */
  readonly base?: TeacherPool | undefined;
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
  /** Whether other programs go before the models' processes; by default they do. */
  readonly priority?: 'low' | 'normal' | undefined;
  /** When a run works; by default always. */
  readonly workTime?: WorkTime | undefined;
}

export function openHosts(
  models: Readonly<Record<'teacher' | 'encoder' | 'student', ModelFolder>> & {
    readonly teacher: {
      readonly endpoints?: EndpointPoolEntry | undefined;
      readonly isAbsent?: true;
    };
    readonly base?: ModelFolder;
  },
  {
    layout,
    baseLayout,
    onTraining,
    onNote = () => {},
    pause,
    compute: { threads: most, gpuLayers = 0, priority = 'low' } = {},
    cuda,
  }: {
    /** By default that of a run for which none was measured. */
    layout?: TeacherLayout | undefined;
    /** The same for the base model. */
    baseLayout?: TeacherLayout | undefined;
    onTraining: (progress: TrainingProgress) => void;
    /** Told when the teacher goes on with less memory, or with fewer servers. */
    onNote?: (sentence: string) => void;
    pause?: AbortSignal;
    compute?: Compute | undefined;
    /** Folder of the CUDA provider that students train with; without it they train on the CPU. */
    cuda?: string | undefined;
  },
): Hosts {
  const budget = threadBudget(most);
  const threads = budget.total;
  const isBackground = priority === 'low';
  const local = { gpuLayers, budget, isBackground, onNote };
  const base = models.base && localTeacher(models.base, baseLayout, local);
  const student = forkHost<StudentHost>({
    title: 'the student',
    entry: hostModule('studentHost'),
    open: { name: 'open', args: [{ threads, ...(cuda ? { cuda } : {}) }] },
    onEvent: (event) => onTraining(event as TrainingProgress),
    isBackground,
  });
  const retrieval = forkHost<RetrievalHost>({
    title: 'the retriever',
    entry: hostModule('retrievalHost'),
    open: {
      name: 'open',
      args: [modelFiles(models.encoder), { threads, pooling: models.encoder.pooling }],
    },
    isBackground,
  });
  const leased: Hosts['retrieval'] = {
    call: (name, ...args) => budget.lease(threads, () => retrieval.call(name, ...args)),
  };
  const teacher = models.teacher.isAbsent
    ? absentTeacherPool(leased)
    : openTeacher(models.teacher, layout, { ...local, pause });
  return {
    teacher,
    base,
    student: { call: (name, ...args) => budget.lease(threads, () => student.call(name, ...args)) },
    retrieval: leased,
    stopTraining: () => student.stop(),
    stop() {
      for (const host of [teacher, base, student, retrieval]) host?.stop();
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

/** The three files of a tagger's folder. */
export function taggerFiles({ files }: ModelFolder): TaggerFiles {
  return {
    'config.json': files['config.json']!,
    'model.onnx': files['model.onnx']!,
    'tokenizer.json': files['tokenizer.json']!,
  };
}

/** A teacher's GGUF file, or the first of its parts. */
export function weightsOf({ files }: ModelFolder): string {
  return firstPart(Object.values(files)) ?? Object.values(files)[0]!;
}

/** A teacher of this computer or of others, whichever the model is. */
export function openTeacher(
  model: ModelFolder & { readonly endpoints?: EndpointPoolEntry | undefined },
  layout: TeacherLayout | undefined,
  { pause, ...local }: SteppingOptions & { readonly pause?: AbortSignal | undefined },
): TeacherPool & { stop(): void } {
  const { endpoints } = model;
  return endpoints
    ? endpointPool(endpoints, { onNote: local.onNote, pause })
    : localTeacher(model, layout, local);
}

/** A teacher of this computer, by default in the layout of a run for which none was measured. */
export function localTeacher(
  model: ModelFolder,
  layout: TeacherLayout | undefined,
  options: SteppingOptions,
): TeacherPool & { stop(): void } {
  const gguf = weightsOf(model);
  const { total: cores } = options.budget;
  const room = { cores, freeBytes: freemem(), contextSize: CONTEXT_SIZE };
  return openSteppingTeachers(gguf, layout ?? usualLayout(gguf, room), options);
}
