import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { beforeEach, expect, it } from 'vitest';
import { replaceFolder } from '../../../../../electron/engine/files/replaceFolder.ts';
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
  mkdirSync(`${folder}.part`);
  writeFileSync(path.join(`${folder}.part`, '.stillroom.json'), '{"files":{}}');
  writeFileSync(path.join(`${folder}.part`, 'half.bin'), '…');
  renameSync(folder, `${folder}.replaced`);
  await replaceFolder(folder, holding('new'));
  expect(config()).toBe('new');
  expect(readdirSync(parent)).toEqual(['s3']);
});

it.each([[], ['.stillroom.json.part']])(
  'goes on from an export that was killed before its marker was there: %j',
  async (...left) => {
    mkdirSync(`${folder}.part`);
    for (const name of left) writeFileSync(path.join(`${folder}.part`, name), '');
    await replaceFolder(folder, holding('new'));
    expect(readdirSync(parent)).toEqual(['s3']);
  },
);

it('leaves folders and files of a user that have the names beside it', async () => {
  const theirs = path.join(`${folder}.part`, 'thesis.txt');
  mkdirSync(`${folder}.part`);
  writeFileSync(theirs, 'three years of work');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow('s3.part is in the way');
  expect(existsSync(theirs)).toBe(true);
  writeFileSync(folder, 'a file');
  await expect(replaceFolder(folder, holding('new'))).rejects.toThrow('is a file, where a folder');
});
