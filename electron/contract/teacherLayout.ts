import { z } from 'zod';

/** How a teacher is divided among processes. */
export interface TeacherLayout {
  /** Processes, each with its own copy of the model. */
  readonly hosts: number;
  /** Texts that each process writes at the same time, one token of each in a batch. */
  readonly sequences: number;
  /** Threads of each process. */
  readonly threads: number;
}

const count = z.int().min(1).max(256);

export const layoutSchema = z.object({ hosts: count, sequences: count, threads: count });

/**
 * Which layout a run uses: the fastest that was measured on this machine, where it is clearly faster; one
 * whose rows can be repeated byte for byte; or the one given.
 */
export const layoutChoiceSchema = z.union([z.enum(['measured', 'repeatable']), layoutSchema]);
export type LayoutChoice = z.output<typeof layoutChoiceSchema>;

/** '2x8x1': processes, texts of each, threads of each. */
export const layoutName = ({ hosts, sequences, threads }: TeacherLayout): string =>
  `${hosts}x${sequences}x${threads}`;

/** The layout of a name, or undefined if it is none. */
export function layoutNamed(name: string): TeacherLayout | undefined {
  const [, hosts, sequences, threads] = /^(\d+)x(\d+)x(\d+)$/.exec(name) ?? [];
  const parsed = layoutSchema.safeParse({
    hosts: Number(hosts),
    sequences: Number(sequences),
    threads: Number(threads),
  });
  return parsed.success ? parsed.data : undefined;
}

/**
 * Whether the rows of a layout can be repeated byte for byte, however many processes there are: texts that
 * share a batch, and threads that share a long text, add numbers up in another order.
 */
export const isRepeatable = ({ sequences, threads }: TeacherLayout, onGpu: boolean): boolean =>
  sequences === 1 && threads === 1 && !onGpu;

/** '2 processes of 1 thread, each writing 8 texts at once' */
export function layoutWords({ hosts, sequences, threads }: TeacherLayout): string {
  const processes = `${hosts} ${hosts === 1 ? 'process' : 'processes'}`;
  const each = `${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${processes} of ${each}, each writing ${sequences === 1 ? 'one text' : `${sequences} texts`} at once`;
}
