import type { WorkCondition } from '../../contract/workTime.ts';
import { isOnBattery } from './isOnBattery.ts';

/** What is asked of the machine while a run works. */
export interface MachineState {
  /** Undefined if it cannot be known here. */
  readonly isOnBattery?: boolean | undefined;
  /** Seconds since a key or the mouse was touched; undefined if it cannot be known here. */
  readonly idleSeconds?: number | undefined;
}

/** The machine, as far as this way in can see it. */
export interface Machine {
  /** The conditions that can be known here. */
  readonly conditions: readonly WorkCondition[];
  state(): Promise<MachineState>;
}

/**
 * The machine as plain Node sees it: mains power on Linux. Who uses it is known to nobody but the desktop,
 * and other systems tell their power to programs only.
 */
export function plainMachine(folder?: string): Machine {
  const knowsPower = isOnBattery(folder) !== undefined;
  return {
    conditions: ['always', ...(knowsPower ? (['mains'] as const) : []), 'hours'],
    state: async () => ({ isOnBattery: isOnBattery(folder) }),
  };
}
