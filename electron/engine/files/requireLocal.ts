import { BadInput } from '../../../models/badInput.ts';

/**
 * The system would contact a network for a share, and a page must not be able to send data that
 * way. Windows takes either slash, and `\\?\UNC\` too.
 * @throws BadInput for a folder on a network share
 */
export function requireLocal(folder: string): void {
  if (!/^[\\/]{2}/.test(folder.trim())) return;
  throw new BadInput(`${folder} is on a network share. Use a folder of this machine.`);
}
