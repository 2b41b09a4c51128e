import type { FromEngine, ToEngine } from '../../contract/desktop.ts';
import type { WorkCondition } from '../../contract/workTime.ts';
import { type Machine, type MachineState, plainMachine } from '../machine/machine.ts';

/** The system that the desktop app runs on. */
export interface DesktopSystem {
  readonly platform: NodeJS.Platform;
  /** 'x11' or 'wayland' on Linux. */
  readonly sessionType: string | undefined;
}

/**
 * The machine as Electron's main process sees it. On Linux Electron knows nothing of the battery, which
 * plain Node does, and under Wayland it takes somebody who only types for nobody.
 */
export function desktopMachine(
  toMain: (message: FromEngine) => void,
  { platform, sessionType }: DesktopSystem = {
    platform: process.platform,
    sessionType: process.env.XDG_SESSION_TYPE,
  },
  plain: Machine = plainMachine(),
): { readonly machine: Machine; hear(message: ToEngine): void } {
  const isLinux = platform === 'linux';
  const all: readonly WorkCondition[] = ['always', 'mains', 'idle', 'hours'];
  const onLinux = all.filter((one) =>
    one === 'idle' ? sessionType === 'x11' : plain.conditions.includes(one),
  );
  let asked: ((state: MachineState) => void)[] = [];
  return {
    machine: {
      conditions: isLinux ? onLinux : all,
      async state() {
        const { promise, resolve } = Promise.withResolvers<MachineState>();
        asked.push(resolve);
        toMain({ kind: 'askMachine' });
        const seen = await promise;
        return isLinux ? { ...seen, ...(await plain.state()) } : seen;
      },
    },
    hear(message) {
      if (message.kind !== 'machine') return;
      const { isOnBattery, idleSeconds } = message;
      for (const resolve of asked) resolve({ isOnBattery, idleSeconds });
      asked = [];
    },
  };
}
