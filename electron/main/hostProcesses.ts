import { type DesktopPort, desktopHosts, ENGINE_PID, type ToEngine } from '../contract/desktop.ts';
import { type Child, type Processes, startProcess } from './processes.ts';

/** The hosts of one engine: sibling processes, each with a connection to it. */
export interface HostProcesses {
  start(asked: { readonly id: number; readonly host: string; readonly title: string }): void;
  stop(id: number): void;
  stopAll(): void;
}

export function hostProcesses(
  processes: Processes,
  options: {
    /** The module that loads a host by its name. */
    readonly entry: string;
    readonly enginePid: () => number | undefined;
    readonly toEngine: (message: ToEngine, ports?: DesktopPort[]) => void;
  },
): HostProcesses {
  const running = new Map<number, Child>();
  const stop = (child: Child) => {
    if (child.pid !== undefined) processes.kill(child.pid);
    else child.on('spawn', () => child.pid !== undefined && processes.kill(child.pid));
  };
  return {
    start({ id, host, title }) {
      const { entry, toEngine } = options;
      if (!desktopHosts.some((name) => name === host)) {
        toEngine({
          kind: 'hostEnded',
          id,
          how: `${host} is not one of the hosts that can be started`,
          wasKilled: false,
        });
        return;
      }
      const enginePid = options.enginePid();
      const env = {
        // must be set before the library loads, which reads it then; see native/onnx/noTelemetry.ts
        ORT_DISABLE_TELEMETRY: '1',
        ...(enginePid === undefined ? {} : { [ENGINE_PID]: String(enginePid) }),
      };
      const child = startProcess(
        processes,
        { entry, args: [host], title, env },
        (how, wasKilled) => {
          running.delete(id);
          toEngine({ kind: 'hostEnded', id, how, wasKilled });
        },
      );
      running.set(id, child);
      const { port1, port2 } = processes.channel();
      child.postMessage({}, [port1]);
      child.on('spawn', () => {
        if (child.pid !== undefined) toEngine({ kind: 'hostStarted', id, pid: child.pid }, [port2]);
      });
    },
    stop(id) {
      const child = running.get(id);
      if (child) stop(child);
    },
    stopAll() {
      for (const child of running.values()) stop(child);
    },
  };
}
