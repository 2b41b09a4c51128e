import { freemem } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import { OutOfMemory } from '../../../models/outOfMemory.ts';
import { layoutWords, type TeacherLayout } from '../../contract/teacherLayout.ts';
import { HostLost } from '../../hosts/host.ts';
import { smallerLayout } from './smallerLayout.ts';
import { openTeachers, type TeacherPool, type TeachersOptions } from './teacherPool.ts';
import { whatFits } from './whatFits.ts';

export interface SteppingOptions extends TeachersOptions {
  /** Told when the teacher goes on with less. */
  readonly onNote: (sentence: string) => void;
}

/** The system takes a moment to free what ended processes had. */
const FREEING_MS = 1000;

/**
 * A teacher that goes on with less where memory runs out: with fewer texts at once, then with fewer
 * processes. Calls in flight are repeated with the smaller layout. Memory ran out if llama.cpp says so, or
 * if the system killed a process twice.
 * @throws OutOfMemory, or HostLost for killed processes, if there is no smaller layout
 */
export function openSteppingTeachers(
  gguf: string,
  layout: TeacherLayout,
  { onNote, ...options }: SteppingOptions,
): TeacherPool & { stop(): void } {
  const open = (layout: TeacherLayout) => ({ layout, pool: openTeachers(gguf, layout, options) });
  const first = open(layout);
  let current = first;
  let isStopped = false;
  let stepping: Promise<void> | undefined;

  const stepDown = async (shortage: Shortage) => {
    const { layout, pool } = current;
    const next = smallerLayout(layout);
    if (!next) throw withAdvice(shortage, gguf, layout);
    pool.stop();
    await setTimeout(FREEING_MS);
    if (isStopped) return;
    current = open(next);
    onNote(
      `Memory ran out with ${layoutWords(layout)}, so the teacher goes on in ${layoutWords(next)}: ` +
        `${asSentence(shortage)} Nothing that was recorded is lost, and calls in flight are repeated.`,
    );
  };
  const patiently = async <Result>(
    work: (pool: TeacherPool) => Promise<Result>,
  ): Promise<Result> => {
    for (;;) {
      const asked = current;
      try {
        return await work(asked.pool);
      } catch (error) {
        if (isStopped) throw error;
        if (asked === current && !stepping && isShortage(error)) {
          stepping = stepDown(error).finally(() => {
            stepping = undefined;
          });
        }
        // a smaller layout replaces, or has replaced, the one that was asked
        const isReplaced = stepping !== undefined || asked !== current;
        if (!isReplaced || !(isShortage(error) || error instanceof HostLost)) throw error;
        await stepping;
        if (isStopped) throw error;
      }
    }
  };
  return {
    get parallel() {
      return current.pool.parallel;
    },
    get contextSize() {
      return current.pool.contextSize;
    },
    get description() {
      const { description } = first.pool;
      return current === first
        ? description
        : `${description}; later, since memory ran out, in ${layoutWords(current.layout)}`;
    },
    generate: (prompt, sampling) => patiently((pool) => pool.generate(prompt, sampling)),
    score: (prompt, texts) => patiently((pool) => pool.score(prompt, texts)),
    countTokens: (prompts) => patiently((pool) => pool.countTokens(prompts)),
    cutTexts: (texts, limit) => patiently((pool) => pool.cutTexts(texts, limit)),
    rest: () => current.pool.rest?.(),
    stop() {
      isStopped = true;
      current.pool.stop();
    },
  };
}

const asSentence = ({ message }: Shortage) => (message.endsWith('.') ? message : `${message}.`);

type Shortage = OutOfMemory | HostLost;

function isShortage(error: unknown): error is Shortage {
  return error instanceof OutOfMemory || (error instanceof HostLost && error.wasKilled);
}

function withAdvice(shortage: Shortage, gguf: string, layout: TeacherLayout): Error {
  const advice = whatFits(gguf, layout, freemem());
  if (shortage instanceof OutOfMemory) return new OutOfMemory(`${shortage.message} ${advice}`);
  return new HostLost(
    `${shortage.message}. The system ends processes so when memory runs out, and the teacher has no smaller layout. ${advice} If another program ended it, start the run again`,
  );
}
