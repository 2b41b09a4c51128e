import { Semaphore } from 'async-mutex';
import type {
  Completion,
  ContinuationScore,
  Prompt,
  Sampling,
} from '../../../models/teacher/teacher.ts';
import { isRepeatable, layoutWords, type TeacherLayout } from '../../contract/teacherLayout.ts';
import { forkHost, type Host, HostLost, hostModule } from '../../hosts/host.ts';
import type { TeacherHost } from '../../hosts/teacherHost.ts';
import type { ThreadBudget } from './threadBudget.ts';

/** The teacher of a run, behind as many processes as its layout says. */
export interface TeacherPool {
  /** Calls that are answered at the same time; further ones wait. */
  readonly parallel: number;
  generate(prompt: Prompt, sampling: Sampling): Promise<Completion>;
  score(prompt: Prompt, continuations: readonly string[]): Promise<ContinuationScore[]>;
  /** Absent if it can, as a teacher of this computer always can. */
  canScore?(): Promise<boolean>;
  countTokens(prompts: readonly Prompt[]): Promise<number[]>;
  cutTexts(texts: readonly string[], limit: number): Promise<{ text: string; tokens: number }[]>;
  readonly contextSize: number;
  /** Ends its processes, which its next call starts again; absent for a teacher on other machines. */
  rest?(): void;
  /** How it works and what that promises: 'on the processor in …: the same run …' */
  readonly description: string;
}

/** A process, and the calls that it answers at the moment. */
interface Seat {
  readonly host: Host<TeacherHost>;
  calls: number;
  /** The cores of a process that answers a call. */
  cores: Promise<() => void> | undefined;
}

/** Maximum tokens of a prompt and its output; Llama 2's own limit. */
export const CONTEXT_SIZE = 4096;

export interface TeachersOptions {
  readonly gpuLayers: number | 'auto';
  readonly budget: ThreadBudget;
  /** Whether other programs go before its processes. */
  readonly isBackground?: boolean;
  /** Maximum tokens of a prompt and its output. */
  readonly contextSize?: number;
}

/**
 * Opens a teacher; a process starts with its first call.
 * @param gguf the file, or the first of its parts
 */
export function openTeachers(
  gguf: string,
  layout: TeacherLayout,
  { gpuLayers, budget, isBackground = false, contextSize = CONTEXT_SIZE }: TeachersOptions,
): TeacherPool & { stop(): void } {
  const { hosts, sequences, threads } = layout;
  const seats = Array.from({ length: hosts }, (_, index): Seat => {
    const settings = { contextSize, sequences, threads, gpuLayers };
    const host = forkHost<TeacherHost>({
      title: hosts === 1 ? 'the teacher' : `teacher ${index + 1}`,
      entry: hostModule('teacherHost'),
      open: { name: 'open', args: [gguf, settings] },
      isBackground,
    });
    return { host, calls: 0, cores: undefined };
  });
  const parallel = hosts * sequences;
  const turns = new Semaphore(parallel);
  let isStopped = false;
  const seated = <T>(work: (host: Host<TeacherHost>) => Promise<T>): Promise<T> =>
    turns.runExclusive(async () => {
      const seat = seats.reduce((least, seat) => (seat.calls < least.calls ? seat : least));
      seat.calls++;
      seat.cores ??= budget.acquire(threads);
      const release = await seat.cores;
      try {
        // a call that waited for its turn must not start a process anew
        if (isStopped) throw new HostLost('the teacher was stopped');
        return await work(seat.host);
      } finally {
        seat.calls--;
        if (seat.calls === 0) {
          seat.cores = undefined;
          release();
        }
      }
    });
  const rest = () => {
    for (const { host } of seats) host.stop();
  };
  return {
    parallel,
    contextSize,
    description: describe(layout, gpuLayers !== 0),
    generate: (prompt, sampling) => seated((host) => host.call('generate', prompt, sampling)),
    score: (prompt, texts) => seated((host) => host.call('score', prompt, texts)),
    countTokens: (prompts) => seated((host) => host.call('countTokens', prompts)),
    cutTexts: (texts, limit) => seated((host) => host.call('cutTexts', texts, limit)),
    rest,
    stop() {
      isStopped = true;
      rest();
    },
  };
}

function describe(layout: TeacherLayout, onGpu: boolean): string {
  const promise = isRepeatable(layout, onGpu)
    ? 'the same run writes the same rows, byte for byte'
    : 'numbers are added up in a varying order, so the same run can write slightly different rows';
  return `on the ${onGpu ? 'GPU' : 'processor'} in ${layoutWords(layout)}: ${promise}`;
}
