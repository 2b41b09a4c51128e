import { setTimeout as delay } from 'node:timers/promises';
import { BadInput } from '../../../models/badInput.ts';
import type { WorkCondition, WorkTime } from '../../contract/workTime.ts';
import type { Machine } from '../machine/machine.ts';
import { whyWait } from '../machine/whyWait.ts';

/** What the journal asks before each call and step. */
export interface WorkGate {
  /** Resolves as soon as work may begin, or the run is paused. */
  pass(): Promise<void>;
  /** The seconds that the run has waited, until now if it waits. */
  readonly waited: number;
}

export interface WorkGateOptions {
  readonly workTime: WorkTime;
  readonly machine: Machine;
  /** The run's pause. */
  readonly signal: AbortSignal;
  /** Told why the run waits, and null when it works again. */
  readonly onWait: (sentence: string | null) => void;
  readonly now?: () => Date;
  /** Milliseconds between two looks at the machine. */
  readonly lookEvery?: number;
}

/** A call takes as long, so that looking more often would change nothing. */
const LOOK_MS = 2000;

/**
 * Lets work begin at the times that the user chose. All that ask while a run waits wait for the same look
 * at the machine.
 * @throws BadInput for a condition that cannot be known here
 */
export function workGate({
  workTime,
  machine,
  signal,
  onWait,
  now = () => new Date(),
  lookEvery = LOOK_MS,
}: WorkGateOptions): WorkGate {
  requireKnown(workTime, machine);
  let opening: Promise<void> | undefined;
  let lookedAt = Number.NEGATIVE_INFINITY;
  let waited = 0;
  let waitsSince: number | undefined;
  const secondsSince = (time: number) => (performance.now() - time) / 1000;
  const look = async () => {
    const reason = whyWait(workTime, await machine.state(), now());
    lookedAt = performance.now();
    return reason;
  };
  const open = async () => {
    const reason = await look();
    if (reason === null || signal.aborted) return;
    waitsSince = performance.now();
    let told: string | undefined;
    for (let why: string | null = reason; why !== null && !signal.aborted; why = await look()) {
      if (why !== told) onWait(why);
      told = why;
      await delay(lookEvery, undefined, { signal }).catch(() => {});
    }
    waited += secondsSince(waitsSince);
    waitsSince = undefined;
    onWait(null);
  };
  return {
    async pass() {
      if (workTime.when === 'always' || performance.now() - lookedAt < lookEvery) {
        return opening;
      }
      opening ??= open().finally(() => {
        opening = undefined;
      });
      return opening;
    },
    get waited() {
      return waited + (waitsSince === undefined ? 0 : secondsSince(waitsSince));
    },
  };
}

const WORDS: Readonly<Record<WorkCondition, string>> = {
  always: 'the time',
  mains: 'whether the machine is on mains power',
  idle: 'whether somebody uses the machine',
  hours: 'the time',
};

/** @throws BadInput for a condition that cannot be known here */
export function requireKnown({ when }: WorkTime, { conditions }: Machine): void {
  if (conditions.includes(when)) return;
  throw new BadInput(
    `Runs are to work only at some times, and Stillroom cannot know here ${WORDS[when]}. Choose another ` +
      'condition: in Settings under "When runs work", or with --when.',
  );
}
