import { RPCHandler } from '@orpc/server/message-port';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import type {
  DesktopParentPort,
  DesktopPort,
  FromEngine,
  ToEngine,
} from '../../contract/desktop.ts';
import type { RunSnapshot } from '../../contract/snapshot.ts';
import { launchHostsBy } from '../../hosts/host.ts';
import { apiRouter } from '../api/apiRouter.ts';
import type { DesktopActions } from '../api/procedures.ts';
import { keepKeysIn } from '../endpoints/endpointKeys.ts';
import { openAppState } from '../session/appState.ts';
import { openSession, type Session } from '../session/session.ts';
import { desktopKeychain } from './desktopKeychain.ts';
import { desktopMachine } from './desktopMachine.ts';
import { portLauncher } from './portLauncher.ts';

/**
 * The engine in the desktop app: answers main, and the windows whose ports main sends.
 *
 * Malformed messages on a port, and the failure of a stream that its window already knows about,
 * surface in oRPC as rejections that nobody can handle; the caller must keep them from ending the
 * process.
 * @param end ends the process once main has asked for it and everything is paused and closed
 */
export function serveDesktop(
  main: DesktopParentPort,
  { end, session: given }: { end: (code: number) => void; session?: Session },
): void {
  const toMain = (message: FromEngine) => main.postMessage(message);
  const { machine, hear: hearOfMachine } = desktopMachine(toMain);
  const session = given ?? openSession(openAppState(), openModelStore(), machine);
  const keys = desktopKeychain(toMain);
  keepKeysIn(keys.keychain);
  const hosts = portLauncher(toMain);
  launchHostsBy(hosts.launch);
  const handler = new RPCHandler(apiRouter());

  let working = false;
  session.listen(() => {
    const run = session.snapshot().run;
    const works = run !== null && isActive(run.state) && run.waiting === null;
    if (works !== working) toMain({ kind: 'working', working: works });
    working = works;
  });

  let lastId = 0;
  const asked = new Map<number, (folder: string | null) => void>();
  const desktop: DesktopActions = {
    chooseFolder: () =>
      new Promise((resolve) => {
        const id = ++lastId;
        asked.set(id, resolve);
        toMain({ kind: 'chooseFolder', id });
      }),
    showInFolder: (path) => toMain({ kind: 'showInFolder', path }),
  };
  const serveWindow = (port: DesktopPort) => {
    handler.upgrade(asEmitter(port), { context: { session, desktop } });
    port.start();
  };
  const open = async (folder: string) => {
    try {
      await session.open(folder);
    } catch (error) {
      toMain({ kind: 'notOpened', folder, reason: (error as Error).message });
    }
  };
  const pauseAndClose = async () => {
    try {
      await session.close();
      end(0);
    } catch (error) {
      // the records are safe, and main waits for this process to exit
      console.error(error);
      end(1);
    }
  };

  main.on('message', ({ data, ports: [port] }) => {
    const message = data as ToEngine;
    if (message.kind === 'window' && port) serveWindow(port);
    else if (message.kind === 'open') void open(message.folder);
    else if (message.kind === 'pauseAndClose') void pauseAndClose();
    else if (message.kind === 'folderChosen') {
      asked.get(message.id)?.(message.folder);
      asked.delete(message.id);
    } else {
      hearOfMachine(message);
      keys.hear(message);
      hosts.hear(message, port);
    }
  });
}

const isActive = (state: RunSnapshot['state']) => state === 'running' || state === 'pausing';

/** The two events that oRPC listens to, with the only signature that it accepts. */
function asEmitter(port: DesktopPort) {
  return {
    postMessage: (data: unknown) => port.postMessage(data),
    on(event: string, listen: (event?: { data: unknown }) => void) {
      if (event === 'message') port.on('message', listen);
      else port.on('close', () => listen());
    },
  };
}
