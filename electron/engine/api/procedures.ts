import path from 'node:path';
import { implement, ORPCError } from '@orpc/server';
import { BadInput } from '../../../models/badInput.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { api } from '../../contract/api.ts';
import { logFault, logFile } from '../log/log.ts';
import type { Session } from '../session/session.ts';

/** What a handler works with. */
export interface ApiContext {
  readonly session: Session;
  /** What only the desktop app can do; a page in a browser has none. */
  readonly desktop?: DesktopActions;
}

export interface DesktopActions {
  /** Asks the user for a folder; null if they choose none. */
  chooseFolder(): Promise<string | null>;
  /** Shows a file or folder in the system's file manager. */
  showInFolder(path: string): void;
}

/** The context of every handler: the contract, with its typed errors filled in. */
export type Procedures = ReturnType<typeof openProcedures>;

/**
 * The contract, ready to be implemented by handlers. Anything that a handler throws becomes one of
 * the typed errors, so that a window can report it and no call ends the engine.
 */
export function openProcedures() {
  return implement(api)
    .$context<ApiContext>()
    .use(async ({ context, next, errors }) => {
      try {
        return await next();
      } catch (thrown) {
        if (thrown instanceof ORPCError) throw thrown;
        const error = explainDiskFault(thrown);
        const message = withUploadsNamed(
          (error as Error).message,
          context.session.app.waitingFolder,
        );
        const data = { data: { message }, message };
        if (error instanceof BadInput) throw errors.BAD_INPUT(data);
        if ((error as Error).name === 'AbortError') throw errors.CANCELLED(data);
        console.error(error);
        logFault(error);
        const told = `${message} (The log has more: ${logFile()})`;
        throw errors.FAULT({ data: { message: told }, message: told });
      }
    });
}

/** Uploaded files under the names that a person gave them: where they wait means nothing to anyone. */
function withUploadsNamed(message: string, waitingFolder: string): string {
  const [before = '', ...uploads] = message.split(waitingFolder + path.sep);
  // each is in a folder of its own
  return before + uploads.map((rest) => rest.replace(/^[^/\\]+[/\\]/, '')).join('');
}
