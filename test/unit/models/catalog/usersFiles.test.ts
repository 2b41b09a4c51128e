import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ModelStore } from '../../../../models/catalog/modelStore.ts';
import { CONFIG_BYTES, TEACHER_BYTES } from './tinyCatalogue.ts';
import { sha256 } from './tinyFiles.ts';
import { twoComputers } from './twoComputers.ts';

let home: string;
let pack: string;
let here: ModelStore;
let there: ModelStore;
let folder: string;

beforeEach(async () => {
  ({ home, pack, here, there } = await twoComputers());
  folder = join(pack, 'tiny-student');
  mkdirSync(folder, { recursive: true });
});

const PART = `stillroom-0-${sha256(TEACHER_BYTES)}.part`;

describe("the user's own files are not replaced", () => {
  test('by a pack', async () => {
    writeFileSync(join(folder, 'config.json'), '{"mine":true}');
    await expect(here.pack(pack, ['tiny-student'])).rejects.toThrow(
      `${join(folder, 'config.json')} was not written by Stillroom`,
    );
    expect(readdirSync(folder)).toEqual(['config.json']);
    expect(readFileSync(join(folder, 'config.json'), 'utf8')).toBe('{"mine":true}');
  });

  test('by a pack, where a file is put there while it is copied', async () => {
    const mine = join(folder, 'config.json');
    const packing = here.pack(pack, ['tiny-student'], {
      onProgress: ({ step }) => step === 'copy' && writeFileSync(mine, '{}'),
    });
    await expect(packing).rejects.toThrow(`${mine} was not written by Stillroom`);
    expect(readFileSync(mine, 'utf8')).toBe('{}');
    rmSync(mine);
    await here.pack(pack, ['tiny-student']);
  });

  test('by an unpacked model', async () => {
    await here.pack(pack, ['tiny-teacher']);
    const mine = join(there.folder, 'tiny-teacher', 'tiny.gguf');
    mkdirSync(join(there.folder, 'tiny-teacher'), { recursive: true });
    writeFileSync(mine, 'mine');
    await expect(there.unpack(pack, [])).rejects.toThrow(`${mine} was not written by Stillroom`);
    expect(readFileSync(mine, 'utf8')).toBe('mine');
  });

  test('where they are called like an unfinished copy or a lock', async () => {
    writeFileSync(join(folder, 'model.safetensors.part'), 'mine');
    await here.pack(pack, ['tiny-student']);
    expect(readFileSync(join(folder, 'model.safetensors.part'), 'utf8')).toBe('mine');
    mkdirSync(join(pack, 'mine'));
    writeFileSync(join(pack, 'mine', '.lock'), 'notes');
    await expect(here.pack(pack, ['mine'])).rejects.toThrow(
      `${join(pack, 'mine', '.lock')} was not written by Stillroom`,
    );
    expect(readFileSync(join(pack, 'mine', '.lock'), 'utf8')).toBe('notes');
  });

  test('where one is called like a record', async () => {
    writeFileSync(join(folder, 'stillroom.json'), '{"mine":true}');
    await expect(here.pack(pack, ['tiny-student'])).rejects.toThrow(
      `${join(folder, 'stillroom.json')} is not a record`,
    );
    expect(readFileSync(join(folder, 'stillroom.json'), 'utf8')).toBe('{"mine":true}');
  });

  test('but what a copy left that was killed before it wrote the record is', async () => {
    writeFileSync(join(folder, 'config.json'), CONFIG_BYTES);
    await here.pack(pack, ['tiny-student']);
    expect((await there.unpack(pack, []))[0]).toMatchObject({ name: 'tiny-student' });
  });

  test('but a file of the pack that was damaged is', async () => {
    await here.pack(pack, ['tiny-student']);
    writeFileSync(join(folder, 'config.json'), '{}');
    expect(await here.pack(pack, ['tiny-student'])).toMatchObject([{ wasThere: false }]);
    expect(readFileSync(join(folder, 'config.json')).equals(CONFIG_BYTES)).toBe(true);
  });
});

describe('nothing is written through a link', () => {
  test.each([PART, 'tiny.gguf'])('that is called %s', async (name) => {
    const victim = join(home, 'victim.txt');
    writeFileSync(victim, 'mine');
    mkdirSync(join(pack, 'tiny-teacher'));
    const link = join(pack, 'tiny-teacher', name);
    symlinkSync(victim, link);
    await expect(here.pack(pack, ['tiny-teacher'])).rejects.toThrow(
      `${link} is a link to another place`,
    );
    expect(readFileSync(victim, 'utf8')).toBe('mine');
    expect(readdirSync(join(pack, 'tiny-teacher'))).toEqual([name]);
  });

  test('that is the folder of the model', async () => {
    const outside = join(home, 'outside');
    renameSync(folder, outside);
    symlinkSync(outside, folder);
    await expect(here.pack(pack, ['tiny-student'])).rejects.toThrow(
      `${folder} is a link to another place`,
    );
    expect(readdirSync(outside)).toEqual([]);
  });

  test('nor is a linked folder unpacked', async () => {
    await here.pack(pack, ['tiny-student']);
    const outside = join(home, 'outside');
    renameSync(folder, outside);
    symlinkSync(outside, folder);
    await expect(there.unpack(pack, [])).rejects.toThrow('its folder is a link to another place');
    expect(existsSync(there.folder)).toBe(false);
  });
});

test.each([PART, 'tiny.gguf', '.lock'])('a pipe called %s is refused, not opened', async (name) => {
  mkdirSync(join(pack, 'tiny-teacher'));
  execFileSync('mkfifo', [join(pack, 'tiny-teacher', name)]);
  await expect(here.pack(pack, ['tiny-teacher'])).rejects.toThrow(join('tiny-teacher', name));
});
