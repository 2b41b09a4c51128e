import { homedir } from 'node:os';
import path from 'node:path';
import { storeFolder } from '../../../models/catalog/storeFolder.ts';

/**
 * The folder of the user's settings and of the log: STILLROOM_HOME, otherwise next to the models.
 */
export function dataFolder(env: NodeJS.ProcessEnv = process.env): string {
  if (env.STILLROOM_HOME) return env.STILLROOM_HOME;
  return path.dirname(storeFolder({ ...env, STILLROOM_MODELS: undefined }, homedir()));
}

/** The folder of what this process keeps for a while; it is removed when the process has ended. */
export function waitingFolder(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(dataFolder(env), 'waiting', String(process.pid));
}
