import { expect, it } from 'vitest';
import { BadInput } from '../../../models/badInput.ts';
import { explainDiskFault, isWriteFault } from '../../../models/diskFault.ts';

const fault = (code: string, path?: string) =>
  Object.assign(new Error(code), { code, ...(path ? { path } : {}) });

it.each([
  ['ENOSPC', '/data/a.json could not be written, because the disk is full'],
  ['EDQUOT', '/data/a.json could not be written, because your share of the disk is used up'],
  ['EFBIG', 'does not allow a file of this size'],
  ['EROFS', 'the disk can only be read'],
  ['EIO', 'the disk does not answer'],
  ['EMFILE', 'Too many files are open'],
  ['EACCES', '/data/a.json may not be read or written by this user'],
  ['ENOTDIR', '/data/a.json leads through a file'],
  ['ENAMETOOLONG', '/data/a.json has a name that the disk does not take'],
])('%s is told in a sentence', (code, sentence) => {
  const told = explainDiskFault(fault(code, '/data/a.json'));
  expect(told).toBeInstanceOf(BadInput);
  expect((told as Error).message).toContain(sentence);
});

it.each(['SQLITE_FULL', 'SQLITE_READONLY', 'SQLITE_IOERR_WRITE', 'SQLITE_IOERR_FSYNC'])(
  '%s says that the project could not be written',
  (code) => {
    expect(isWriteFault(fault(code))).toBe(true);
    expect((explainDiskFault(fault(code)) as Error).message).toMatch(
      /^The project could not be written, because /,
    );
  },
);

it.each(['SQLITE_CORRUPT', 'SQLITE_CORRUPT_VTAB', 'SQLITE_NOTADB', 'SQLITE_IOERR_SHORT_READ'])(
  '%s is damage, and no refused write',
  (code) => {
    expect(isWriteFault(fault(code))).toBe(false);
    expect((explainDiskFault(fault(code)) as Error).message).toContain('is damaged');
  },
);

it('names the file that the caller knows, and what is left', () => {
  const told = explainDiskFault(fault('ENOSPC'), { file: '/x/y', left: 'All is kept.' });
  expect((told as Error).message).toBe(
    '/x/y could not be written, because the disk is full. All is kept.',
  );
});

it.each([new Error('it broke'), fault('SQLITE_CONSTRAINT'), fault('ENOENT'), null, 'text'])(
  'leaves any other error as it is: %s',
  (error) => {
    expect(explainDiskFault(error)).toBe(error);
    expect(isWriteFault(error)).toBe(false);
  },
);
