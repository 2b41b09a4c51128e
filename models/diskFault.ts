import { BadInput } from './badInput.ts';

/** Why a file could not be written, by the code of the system or of SQLite. */
const UNWRITTEN: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full',
  SQLITE_FULL: 'the disk is full',
  EDQUOT: 'your share of the disk is used up',
  EFBIG: 'the disk, or a limit of your account, does not allow a file of this size',
  EROFS: 'the disk can only be read',
  SQLITE_READONLY: 'the disk can only be read',
  // SQLite names only a full disk, and reports every other refusal to write by these
  SQLITE_IOERR_WRITE: 'the disk is full, or does not answer',
  SQLITE_IOERR_FSYNC: 'the disk is full, or does not answer',
  SQLITE_IOERR_TRUNCATE: 'the disk is full, or does not answer',
  EIO: 'the disk does not answer',
};

const ODD_NAME = ['ENAMETOOLONG', 'EILSEQ', 'ERR_INVALID_ARG_VALUE'];

/** Whether a disk refused to be written to, which is the user's to mend and no bug. */
export function isWriteFault(error: unknown): boolean {
  return UNWRITTEN[codeOf(error)] !== undefined;
}

/**
 * Explains a fault of the disk or of a file on it: it is full, cannot be written, or a database on
 * it is damaged. Any other error is returned as it is.
 * @param file what was written; the system's error names it only where it was opened
 * @param left what is left after a refused write, and how to go on
 */
export function explainDiskFault(
  error: unknown,
  {
    file,
    left = 'What was saved before is not lost: make room, then do it again.',
  }: { readonly file?: string; readonly left?: string } = {},
): unknown {
  const code = codeOf(error);
  const usual = code.startsWith('SQLITE') ? 'The project' : 'A file';
  const path = file ?? (error as NodeJS.ErrnoException | null)?.path ?? usual;
  const reason = UNWRITTEN[code];
  if (reason !== undefined) {
    return new BadInput(`${path} could not be written, because ${reason}. ${left}`);
  }
  if (/^SQLITE_(CORRUPT|NOTADB|IOERR)/.test(code)) {
    return new BadInput(
      'The project’s database is damaged: a part of it was overwritten or cannot be read. Close the ' +
        'project; `stillroom doctor PROJECT` says what is damaged and which backup is the newest.',
    );
  }
  if (code === 'EMFILE' || code === 'ENFILE') {
    return new BadInput(
      'Too many files are open on this computer, or for this program. Close other programs, or raise the limit ' +
        '(`ulimit -n 4096`), then do it again.',
    );
  }
  if (code === 'EACCES' || code === 'EPERM') {
    return new BadInput(
      `${path} may not be read or written by this user. Change who may, or choose another place.`,
    );
  }
  if (code === 'ENOTDIR') {
    return new BadInput(
      `${path} leads through a file, where a folder is to be. Choose another place.`,
    );
  }
  if (ODD_NAME.includes(code)) {
    return new BadInput(`${path} has a name that the disk does not take. Rename it.`);
  }
  return error;
}

function codeOf(error: unknown): string {
  const code = (error as { code?: unknown } | null)?.code;
  return typeof code === 'string' ? code : '';
}
