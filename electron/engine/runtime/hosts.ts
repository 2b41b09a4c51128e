import { freemem } from 'node:os';
import { Semaphore } from 'async-mutex';
import { firstPart } from '../../../models/catalog/ggufParts.ts';
import type { ModelFolder } from '../../../models/catalog/modelStore.ts';
import { INDEX_FILE } from '../../../models/catalog/safetensorsIndex.ts';
import type { ModelFiles, TrainingProgress } from '../../../models/student/student.ts';
import type {
  Completion,
  ContinuationScore,
  Prompt,
  Sampling,
} from '../../../models/teacher/teacher.ts';
import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import type { TeacherHost } from '../../hosts/teacherHost.ts';
import { endpointPool } from '../endpoints/endpointPool.ts';
import type { EndpointPoolEntry } from '../endpoints/endpointRegistry.ts';
import { teachersThatFit } from './teachersThatFit.ts';
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

/** One-thread teachers in parallel: as many calls at once as there are cores. */
export interface TeacherPool {
  readonly parallel: number;
  generate(prompt: Prompt, sampling: Sampling): Promise<Completion>;
  score(prompt: Prompt, continuations: readonly string[]): Promise<ContinuationScore[]>;
  /** Absent if it can, as a teacher of this computer always can. */
  canScore?(): Promise<boolean>;
  countTokens(prompts: readonly Prompt[]): Promise<number[]>;
  cutTexts(texts: readonly string[], limit: number): Promise<{ text: string; tokens: number }[]>;
  readonly contextSize: number;
}

/** Maximum tokens of a prompt and its output; Llama 2's own limit. */
export const CONTEXT_SIZE = 4096;

/** The share of the machine that a run may use. */
export interface Compute {
  /** By default every physical core. */
  readonly threads?: number | undefined;
  /** Number of the teacher's layers that a GPU computes; by default none. */
  readonly gpuLayers?: number | 'auto' | undefined;
  /** Whether students train on a GPU if possible; by default not. */
  readonly studentOnGpu?: boolean | undefined;
}

export function openHosts(
  models: Readonly<Record<'teacher' | 'encoder' | 'student', ModelFolder>> & {
    readonly teacher: { readonly endpoints?: EndpointPoolEntry | undefined };
  },
  {
    onTraining,
    onNote = () => {},
    pause,
    compute: { threads: most, gpuLayers = 0 } = {},
    cuda,
  }: {
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
    : localTeachers(models.teacher, { budget, gpuLayers });
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
  const all = [teacher, student, retrieval];
  return {
    teacher,
    student: { call: (name, ...args) => budget.lease(threads, () => student.call(name, ...args)) },
    retrieval: {
      call: (name, ...args) => budget.lease(threads, () => retrieval.call(name, ...args)),
    },
    stopTraining: () => student.stop(),
    stop() {
      for (const host of all) host.stop();
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

/** Teachers of this computer, one for each core as far as memory allows. */
export function localTeachers(
  model: ModelFolder,
  {
    budget,
    gpuLayers,
  }: { readonly budget: ThreadBudget; readonly gpuLayers: NonNullable<Compute['gpuLayers']> },
): TeacherPool & { stop(): void } {
  const gguf = weightsOf(model);
  // there is one GPU: several teachers would each hold a copy of the model in its memory
  const count =
    gpuLayers === 0
      ? teachersThatFit(gguf, {
          cores: budget.total,
          freeBytes: freemem(),
          contextSize: CONTEXT_SIZE,
        })
      : 1;
  const teachers = Array.from({ length: count }, (_, index) =>
    forkHost<TeacherHost>({
      title: `teacher ${index + 1}`,
      entry: hostModule('teacherHost'),
      open: {
        name: 'open',
        args: [gguf, { contextSize: CONTEXT_SIZE, threads: 1, gpuLayers }],
      },
    }),
  );
  return {
    ...teacherPool(teachers, budget),
    stop() {
      for (const one of teachers) one.stop();
    },
  };
}

function teacherPool(hosts: readonly Host<TeacherHost>[], budget: ThreadBudget): TeacherPool {
  const idle = [...hosts];
  // a call waits for a host first, then for a core, so the list of idle hosts is never empty
  const turns = new Semaphore(hosts.length);
  const onIdle = <T>(work: (host: Host<TeacherHost>) => Promise<T>): Promise<T> =>
    turns.runExclusive(() =>
      budget.lease(1, async () => {
        const host = idle.pop()!;
        try {
          return await work(host);
        } finally {
          idle.push(host);
        }
      }),
    );
  return {
    parallel: hosts.length,
    contextSize: CONTEXT_SIZE,
    generate: (prompt, sampling) => onIdle((host) => host.call('generate', prompt, sampling)),
    score: (prompt, texts) => onIdle((host) => host.call('score', prompt, texts)),
    countTokens: (prompts) => onIdle((host) => host.call('countTokens', prompts)),
    cutTexts: (texts, limit) => onIdle((host) => host.call('cutTexts', texts, limit)),
  };
}
