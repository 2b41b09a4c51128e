import {
  cpSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { replaceFolder } from '../../../../../electron/engine/files/replaceFolder.ts';
import { replaceOwnFile } from '../../../../../electron/engine/files/replaceOwnFile.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

let parent: string;
let folder: string;
beforeEach(() => {
  parent = temporaryFolder();
  folder = path.join(parent, 's3');
});

const holding = (text: string) => (beside: string) => {
  mkdirSync(path.join(beside, 'student'));
  writeFileSync(path.join(beside, 'student', 'config.json'), text);
};
const config = () => readFileSync(path.join(folder, 'student', 'config.json'), 'utf8');

it('replaces what it wrote itself, whole, and leaves nothing beside', async () => {
  await replaceFolder(folder, (beside) => writeFileSync(path.join(beside, 'old.txt'), 'old'));
  await replaceFolder(folder, holding('new'));
  expect(readdirSync(folder).toSorted()).toEqual(['.stillroom.json', 'student']);
  expect(config()).toBe('new');
  expect(readdirSync(parent)).toEqual(['s3']);
});

it("never removes a user's file, by name", async () => {
  mkdirSync(path.join(folder, 'student'), { recursive: true });
  const thesis = path.join(folder, 'student', 'thesis.txt');
  writeFileSync(thesis, 'three years of work');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow(
    `${thesis} was not written by Stillroom`,
  );
  expect(readFileSync(thesis, 'utf8')).toBe('three years of work');
  expect(readdirSync(parent)).toEqual(['s3']);
});

it('keeps a file that was put into an export later, and one that was changed there', async () => {
  await replaceFolder(folder, holding('old'));
  const added = path.join(folder, 'notes', 'mine.txt');
  mkdirSync(path.dirname(added));
  writeFileSync(added, 'mine');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow(
    'mine.txt was not written by',
  );
  renameSync(added, path.join(parent, 'mine.txt'));
  writeFileSync(path.join(folder, 'student', 'config.json'), 'edited');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow('config.json was changed');
  expect(config()).toBe('edited');
});

it('keeps an earlier export where a new one fails', async () => {
  await replaceFolder(folder, holding('old'));
  const failing = replaceFolder(folder, (beside) => {
    holding('half')(beside);
    throw new Error('the host is gone');
  });
  await expect(failing).rejects.toThrow('the host is gone');
  expect(config()).toBe('old');
  expect(readdirSync(parent)).toEqual(['s3']);
});

it('goes on from what a killed export left', async () => {
  await replaceFolder(folder, holding('old'));
  // killed while it wrote, and killed between the two renames
  const begun = path.join(parent, `.begun-999999999-${crypto.randomUUID()}`);
  mkdirSync(begun);
  writeFileSync(path.join(begun, 'half.bin'), '…');
  renameSync(folder, path.join(parent, '.s3.replaced'));
  await replaceFolder(folder, holding('new'));
  expect(config()).toBe('new');
  expect(readdirSync(parent)).toEqual(['s3']);
});

it('keeps a file that is put there while the export is written', async () => {
  await replaceFolder(folder, holding('old'));
  const mine = path.join(folder, 'notes.txt');
  const writing = replaceFolder(folder, (beside) => {
    holding('new')(beside);
    writeFileSync(mine, 'mine');
  });
  await expect(writing).rejects.toThrow('notes.txt was not written by');
  expect(readFileSync(mine, 'utf8')).toBe('mine');
  expect(config()).toBe('old');
});

it('keeps what is in an earlier folder besides what it wrote', async () => {
  await replaceFolder(folder, holding('old'));
  const replaced = path.join(parent, '.s3.replaced');
  cpSync(folder, replaced, { recursive: true });
  writeFileSync(path.join(replaced, 'notes.txt'), 'mine');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow('notes.txt was put there');
  expect(readFileSync(path.join(replaced, 'notes.txt'), 'utf8')).toBe('mine');
});

it.each(['a file', 'a link to a folder', 'a link to nothing'])(
  'does not replace %s',
  async (what) => {
    const elsewhere = path.join(parent, 'elsewhere');
    if (what === 'a file') writeFileSync(folder, 'a file');
    if (what === 'a link to a folder') mkdirSync(elsewhere);
    if (what !== 'a file') symlinkSync(elsewhere, folder);
    await expect(replaceFolder(folder, holding('new'))).rejects.toThrow(
      ', where a folder is to be',
    );
    expect(lstatSync(folder).isSymbolicLink()).toBe(what !== 'a file');
  },
);

it('takes a link in the folder for a file of the user', async () => {
  await replaceFolder(folder, holding('old'));
  symlinkSync(parent, path.join(folder, 'link'));
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow('link was not written by');
});

it.skipIf(process.platform !== 'linux')('says that a folder cannot be made, and ends', async () => {
  await expect(replaceFolder('/proc/x/s3', holding('new'))).rejects.toThrow(
    'cannot be made (ENOENT)',
  );
});

it('a single file is replaced if nobody changed it', () => {
  const file = replaceOwnFile(folder, 'rows.csv', 'one');
  replaceOwnFile(folder, 'rows.jsonl', 'other');
  replaceOwnFile(folder, 'rows.csv', 'two');
  writeFileSync(file, 'edited by hand');
  expect(() => replaceOwnFile(folder, 'rows.csv', 'three')).toThrow('rows.csv was changed since');
  expect(readFileSync(file, 'utf8')).toBe('edited by hand');
  replaceOwnFile(folder, 'rows.jsonl', 'again');
});

it('nothing is written through a link that lies where a file is prepared', () => {
  mkdirSync(folder);
  const victim = path.join(parent, 'bashrc');
  writeFileSync(victim, 'mine');
  symlinkSync(victim, path.join(folder, 'rows.csv.part'));
  replaceOwnFile(folder, 'rows.csv', 'rows');
  expect(readFileSync(victim, 'utf8')).toBe('mine');
  expect(readFileSync(path.join(folder, 'rows.csv'), 'utf8')).toBe('rows');
});

it('leaves a folder of the user’s that has the name of a replaced one', async () => {
  await replaceFolder(folder, holding('old'));
  const theirs = path.join(parent, '.s3.replaced');
  mkdirSync(theirs);
  writeFileSync(path.join(theirs, 'mine.txt'), 'mine');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow(
    `${theirs} is not Stillroom's, and this export needs its name. Move it; nothing was changed.`,
  );
  expect(config()).toBe('old');
  expect(readFileSync(path.join(theirs, 'mine.txt'), 'utf8')).toBe('mine');
});

it('writes a file beside under a name that nobody has', () => {
  writeFileSync(path.join(parent, 'rows.csv.part'), 'mine');
  mkdirSync(path.join(parent, '.begun-999999999-00000000-0000-4000-8000-000000000000'));
  replaceOwnFile(parent, 'rows.csv', 'text');
  expect(readdirSync(parent).toSorted()).toEqual(['.stillroom.json', 'rows.csv', 'rows.csv.part']);
  expect(readFileSync(path.join(parent, 'rows.csv.part'), 'utf8')).toBe('mine');
});
