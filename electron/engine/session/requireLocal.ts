import { BadInput } from '../../../models/badInput.ts';

/**
 * The system would ask a network for a share: a page must not be able to send anything that way.
 * @throws BadInput for a folder on one
 */
export function requireLocal(folder: string): void {
  if (!/^(\\\\|\/\/)/.test(folder)) return;
  throw new BadInput(`${folder} is on a network share. Use a folder of this machine.`);
}
