import { chmodSync, existsSync } from 'node:fs';
import { dataFolder } from './dataFolder.ts';

/**
 * From here on, what this process and those that it starts create is for the user alone: files
 * 0600, folders 0700. Windows ignores it; there a user's folders are private already.
 */
export function ownFilesOnly(): void {
  process.umask(0o077);
  try {
    if (existsSync(dataFolder())) chmodSync(dataFolder(), 0o700);
  } catch {
    // somebody else's folder, by STILLROOM_HOME: the files in it are still created privately
  }
}
