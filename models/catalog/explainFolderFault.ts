import { BadInput } from '../badInput.ts';

const REASONS: Readonly<Record<string, string>> = {
  EROFS: 'it can only be read. Choose another folder.',
  EACCES: 'you may not write there. Choose another folder.',
  EPERM: 'you may not write there. Choose another folder.',
  ENOTDIR: 'it is not a folder. Choose another one.',
  EEXIST: 'it is not a folder. Choose another one.',
};

/** Explains that a folder cannot be written to. Any other error is returned as it is. */
export function explainFolderFault(error: unknown, folder: string): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
  return reason ? new BadInput(`${folder}: ${reason}`) : error;
}
