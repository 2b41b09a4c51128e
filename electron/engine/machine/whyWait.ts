import { IDLE_MINUTES, type WorkTime } from '../../contract/workTime.ts';
import type { MachineState } from './machine.ts';

/** Why a run waits now and until when, as a sentence; null if it may work. */
export function whyWait(workTime: WorkTime, state: MachineState, now: Date): string | null {
  switch (workTime.when) {
    case 'always':
      return null;
    case 'mains':
      return state.isOnBattery
        ? 'Waiting until the machine is on mains power again: it runs on its battery.'
        : null;
    case 'idle':
      return (state.idleSeconds ?? 0) < IDLE_MINUTES * 60
        ? `Waiting until nobody has used the machine for ${IDLE_MINUTES} minutes.`
        : null;
    case 'hours': {
      const { from, to } = workTime;
      return isBetween(from, to, now)
        ? null
        : `Waiting until ${from}: runs work from ${from} to ${to}.`;
    }
  }
}

/** Whether it is between two times of the day, by the machine's clock. */
function isBetween(from: string, to: string, now: Date): boolean {
  const two = (n: number) => String(n).padStart(2, '0');
  const time = `${two(now.getHours())}:${two(now.getMinutes())}`;
  return from < to ? from <= time && time < to : from <= time || time < to;
}
