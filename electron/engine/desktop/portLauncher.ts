import path from 'node:path';
import {
  type DesktopHost,
  type DesktopPort,
  desktopHosts,
  type FromEngine,
  type ToEngine,
} from '../../contract/desktop.ts';
import type { HostLauncher, ProcessEnd } from '../../hosts/hostProcess.ts';

export interface PortLauncher {
  readonly launch: HostLauncher;
  /**
   * Must be called with every message from main; messages that do not concern hosts are ignored.
   */
  hear(message: ToEngine, port: DesktopPort | undefined): void;
}

interface AskedFor {
  pid: number | undefined;
  port: DesktopPort | undefined;
  /** Sent before there was a port. */
  readonly waiting: unknown[];
  receive: (message: unknown) => void;
  ended: (end: ProcessEnd) => void;
}

/**
 * Asks main to start hosts as siblings of the engine, and talks to each over its own port: a
 * utility process of Electron cannot start others.
 */
export function portLauncher(toMain: (message: FromEngine) => void): PortLauncher {
  const hosts = new Map<number, AskedFor>();
  let lastId = 0;

  const join = (host: AskedFor, port: DesktopPort) => {
    host.port = port;
    port.on('message', ({ data }) => host.receive(data));
    port.start();
    for (const message of host.waiting.splice(0)) port.postMessage(message);
  };

  return {
    launch({ title, entry }) {
      const id = ++lastId;
      const host: AskedFor = {
        pid: undefined,
        port: undefined,
        waiting: [],
        receive: () => {},
        ended: () => {},
      };
      hosts.set(id, host);
      toMain({ kind: 'startHost', id, host: nameOf(entry), title });
      return {
        get pid() {
          return host.pid;
        },
        send(message) {
          if (host.port) host.port.postMessage(message);
          else host.waiting.push(message);
        },
        onMessage(receive) {
          host.receive = receive;
        },
        onEnd(tell) {
          host.ended = tell;
        },
        kill: () => toMain({ kind: 'stopHost', id }),
      };
    },
    hear(message, port) {
      if (message.kind !== 'hostStarted' && message.kind !== 'hostEnded') return;
      const host = hosts.get(message.id);
      if (!host) return;
      if (message.kind === 'hostEnded') {
        hosts.delete(message.id);
        host.ended({ how: message.how, wasKilled: message.wasKilled });
      } else if (port) {
        host.pid = message.pid;
        join(host, port);
      }
    },
  };
}

/** Main identifies hosts by name, because only main knows where a packed app keeps their files. */
function nameOf(entry: URL): DesktopHost {
  const { name } = path.posix.parse(entry.pathname);
  const known = desktopHosts.find((host) => host === name);
  if (!known) throw new Error(`${name} is not one of the hosts that main starts`);
  return known;
}
