import { join } from 'node:path';

export type Environment = Readonly<Record<string, string | undefined>>;

/** The folder of the models: STILLROOM_MODELS, otherwise a folder in the system's data folder. */
export function storeFolder(
  env: Environment,
  home: string,
  platform: NodeJS.Platform = process.platform,
): string {
  if (env.STILLROOM_MODELS) return env.STILLROOM_MODELS;
  if (platform === 'darwin') {
    return join(home, 'Library', 'Application Support', 'Stillroom', 'models');
  }
  if (platform === 'win32') {
    return join(env.LOCALAPPDATA || join(home, 'AppData', 'Local'), 'Stillroom', 'models');
  }
  return join(env.XDG_DATA_HOME || join(home, '.local', 'share'), 'stillroom', 'models');
}
