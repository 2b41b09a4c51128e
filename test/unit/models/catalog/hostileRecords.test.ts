import { execFileSync } from 'node:child_process';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ModelRecord } from '../../../../models/catalog/modelRecord.ts';
import { type ModelStore, openModelStore } from '../../../../models/catalog/modelStore.ts';
import { tinyCatalogue } from './tinyCatalogue.ts';
import { tinyGguf } from './tinyFiles.ts';
import { twoComputers } from './twoComputers.ts';

let home: string;
let pack: string;
let here: ModelStore;
let there: ModelStore;
/** The pack, used where it lies. */
let inPlace: ModelStore;

beforeEach(async () => {
  ({ home, pack, here, there } = await twoComputers());
  await here.pack(pack, ['tiny-student']);
  inPlace = openModelStore({ folder: pack, env: {}, home, catalogue: tinyCatalogue });
});

const packed = (name: string) => join(pack, 'tiny-student', name);

function forge(change: (record: ModelRecord) => object): void {
  const place = packed('stillroom.json');
  writeFileSync(place, JSON.stringify(change(JSON.parse(readFileSync(place, 'utf8')))));
}

async function expectRefused(): Promise<void> {
  const damaged = /stillroom\.json: .*the (store's )?record of (this|the) model.* is damaged/;
  await expect(there.unpack(pack, [])).rejects.toThrow(damaged);
  await expect(inPlace.verify('tiny-student')).rejects.toThrow(damaged);
  expect(await inPlace.list()).toContainEqual(
    expect.objectContaining({ name: 'tiny-student', state: 'unreadable' }),
  );
  expect(existsSync(there.folder)).toBe(false);
}

describe('weights', () => {
  test.each(['constructor', '__proto__', 'toString', 'config.json', 'nothing.safetensors'])(
    'called %s are refused',
    async (weights) => {
      forge((record) => ({ ...record, weights }));
      await expectRefused();
    },
  );

  test('other than those that are loaded are refused', async () => {
    copyFileSync(packed('model.safetensors'), packed('decoy.safetensors'));
    forge(({ files, ...record }) => {
      const decoy = { ...files['model.safetensors'], path: 'decoy.safetensors' };
      return {
        ...record,
        weights: 'decoy.safetensors',
        files: { ...files, 'decoy.safetensors': decoy },
      };
    });
    await expectRefused();
  });

  test('by an index without any weights are refused', async () => {
    const index = 'model.safetensors.index.json';
    forge(({ files, ...record }) => ({
      ...record,
      weights: index,
      files: { [index]: { ...files['config.json'], path: index } },
    }));
    await expectRefused();
  });
});

describe('a record is not read if it is', () => {
  test.each([
    ['a pipe', (place: string) => execFileSync('mkfifo', [place])],
    ['a device', (place: string) => symlinkSync('/dev/zero', place)],
    ['a link', (place: string) => symlinkSync('/etc/hostname', place)],
    ['huge', (place: string) => writeFileSync(place, ' '.repeat(2 << 20))],
  ])('%s', async (_, make) => {
    rmSync(packed('stillroom.json'));
    make(packed('stillroom.json'));
    await expectRefused();
    await inPlace.remove('tiny-student');
    expect(existsSync(packed('stillroom.json'))).toBe(false);
  });

  test('a folder, which is not removed either', async () => {
    rmSync(packed('stillroom.json'));
    mkdirSync(packed('stillroom.json'));
    await expectRefused();
    await expect(inPlace.remove('tiny-student')).rejects.toThrow(
      `${packed('stillroom.json')} is a folder`,
    );
    expect(existsSync(packed('model.safetensors'))).toBe(true);
  });
});

test.each(['..', '.', '.lock'])('a file at %s is refused, and not removed', async (path) => {
  forge(({ files, ...record }) => ({
    ...record,
    files: { ...files, x: { ...files['config.json'], path } },
  }));
  await expectRefused();
  await inPlace.remove('tiny-student');
});

describe('nothing that a terminal takes for a command', () => {
  test('is in a licence, of a record or of a model that is added', async () => {
    forge((record) => ({ ...record, licence: '\u001b[2JMIT\n\u009b2J' }));
    const listed = (await inPlace.list()).find(({ name }) => name === 'tiny-student');
    expect(listed?.licence).toBe(' [2JMIT 2J');
    expect((await inPlace.verify('tiny-student')).licence).toBe(' [2JMIT 2J');
    const file = join(home, 'esc.gguf');
    writeFileSync(file, tinyGguf({ metadata: { 'general.license': '\u001b[2Jmit' } }));
    expect((await here.add('esc', file)).licence).toBe(' [2Jmit');
  });

  test.each(['a\u001b[2J.json', 'a\n.json'])('is in the name of a file: %o', async (path) => {
    forge(({ files, ...record }) => ({
      ...record,
      files: { ...files, [path]: { ...files['config.json'], path } },
    }));
    await expectRefused();
  });

  test('is in the name of a folder, or in the path of a model that is added', async () => {
    mkdirSync(join(pack, 'a\u001b[2J'));
    copyFileSync(packed('stillroom.json'), join(pack, 'a\u001b[2J', 'stillroom.json'));
    expect((await inPlace.list()).map(({ name }) => name)).not.toContain('a\u001b[2J');
    const file = join(home, 'a\u001b[2J.gguf');
    writeFileSync(file, tinyGguf());
    await expect(here.add('esc', file)).rejects.toThrow('a [2J.gguf: the path has a line break');
  });
});
