import {
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  symlinkSync,
  truncateSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import type { ModelProgress } from '../../../../models/catalog/modelProgress.ts';
import { type ModelStore, openModelStore } from '../../../../models/catalog/modelStore.ts';
import { CONFIG_BYTES, TEACHER_BYTES, tinyCatalogue } from './tinyCatalogue.ts';
import { sha256 } from './tinyFiles.ts';
import { OTHER_TEACHER, twoComputers } from './twoComputers.ts';

let home: string;
let pack: string;
let here: ModelStore;
let there: ModelStore;

beforeEach(async () => {
  ({ home, pack, here, there } = await twoComputers());
});

const packed = (...names: string[]) => join(pack, ...names);
/** The file in which a copy of the teacher is begun. */
const PART = `stillroom-0-${sha256(TEACHER_BYTES)}.part`;
const recordFile = () => packed('tiny-teacher', 'stillroom.json');

/** Changes what a pack says of its teacher. */
function forge(change: (record: { name: string; files: Record<string, object> }) => void): void {
  const record = JSON.parse(readFileSync(recordFile(), 'utf8'));
  change(record);
  writeFileSync(recordFile(), JSON.stringify(record));
}

/** Everything under a folder. */
const namesIn = (folder: string) =>
  existsSync(folder) ? readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort() : [];

describe('from one computer to another', () => {
  test('all models arrive, verified, with their roles and licence', async () => {
    const models = await here.pack(pack, []);
    expect(models.map(({ name, wasThere }) => [name, wasThere])).toEqual([
      ['mine', false],
      ['tiny-student', false],
      ['tiny-teacher', false],
    ]);
    renameSync(join(home, 'files'), join(home, 'gone'));
    await there.unpack(pack, []);
    const student = await there.require('tiny-student', 'encoder');
    expect(readFileSync(student.files['config.json']!).equals(CONFIG_BYTES)).toBe(true);
    expect(student.licence).toBe('MIT');
    expect((await there.verify('tiny-teacher')).sha256).toBe(models[2]!.sha256);
    expect((await there.require('mine', 'teacher')).files['mine.gguf']).toBe(
      join(there.folder, 'mine', 'mine.gguf'),
    );
    const states = (await there.list()).map(({ name, state }) => [name, state]);
    expect(states).toContainEqual(['mine', 'ready']);
    expect(await there.remove('mine')).toEqual([]);
    expect(existsSync(join(there.folder, 'mine'))).toBe(false);
  });

  test('some, where they are named', async () => {
    await here.pack(pack, ['mine']);
    expect(readdirSync(pack)).toEqual(['mine']);
    await here.pack(pack, ['tiny-teacher']);
    await there.unpack(pack, ['tiny-teacher']);
    expect(readdirSync(there.folder)).toEqual(['tiny-teacher']);
  });

  test('what is there already is not copied again, also where a drive rounds times', async () => {
    await here.pack(pack, []);
    utimesSync(packed('mine', 'mine.gguf'), 1, 1);
    const again = await here.pack(pack, []);
    expect(again.map(({ wasThere }) => wasThere)).toEqual([true, true, true]);
    await there.unpack(pack, ['mine']);
    expect((await there.unpack(pack, ['mine']))[0]).toMatchObject({ wasThere: true });
  });

  test('a pack can be used where it lies', async () => {
    await here.pack(pack, []);
    const inPlace = openModelStore({ folder: pack, home, env: {}, catalogue: tinyCatalogue });
    expect((await inPlace.require('tiny-teacher', 'teacher')).files['tiny.gguf']).toBe(
      packed('tiny-teacher', 'tiny.gguf'),
    );
  });

  test('an interrupted copy goes on, and says from where', async () => {
    await here.pack(pack, ['tiny-teacher']);
    const part = join(there.folder, 'tiny-teacher', PART);
    mkdirSync(join(there.folder, 'tiny-teacher'), { recursive: true });
    writeFileSync(part, TEACHER_BYTES.subarray(0, 100));
    const reports: ModelProgress[] = [];
    await there.unpack(pack, [], { onProgress: (report) => reports.push(report) });
    const copied = reports.filter(({ step }) => step === 'copy');
    expect(copied.at(-1)).toMatchObject({
      bytesDone: TEACHER_BYTES.length,
      bytesTotal: TEACHER_BYTES.length,
    });
    expect((await there.verify('tiny-teacher')).name).toBe('tiny-teacher');
    expect(existsSync(part)).toBe(false);
  });

  test('what was begun can be given up', async () => {
    await here.pack(pack, ['mine']);
    const stop = new AbortController();
    const stopped = there.unpack(pack, ['mine'], {
      signal: stop.signal,
      onProgress: ({ step }) => step === 'copy' && stop.abort(),
    });
    await expect(stopped).rejects.toThrow('abort');
    expect(await there.remove('mine')).toEqual([]);
    expect(namesIn(there.folder)).toEqual([]);
  });

  test('a file whose name is as long as a name may be arrives', async () => {
    await here.pack(pack, ['tiny-student']);
    const long = `${'n'.repeat(250)}.json`;
    copyFileSync(packed('tiny-student', 'config.json'), packed('tiny-student', long));
    const place = packed('tiny-student', 'stillroom.json');
    const record = JSON.parse(readFileSync(place, 'utf8'));
    record.files[long] = { ...record.files['config.json'], path: long };
    writeFileSync(place, JSON.stringify(record));
    await there.unpack(pack, []);
    expect(readdirSync(join(there.folder, 'tiny-student')).sort()).toEqual([
      'config.json',
      'model.safetensors',
      long,
      'stillroom.json',
    ]);
  });

  test('a half that belongs to another file is begun anew', async () => {
    await here.pack(pack, ['tiny-teacher']);
    mkdirSync(join(there.folder, 'tiny-teacher'), { recursive: true });
    const part = join(there.folder, 'tiny-teacher', PART);
    writeFileSync(part, Buffer.alloc(100, 7));
    await there.unpack(pack, []);
    expect((await there.find('tiny-teacher'))?.name).toBe('tiny-teacher');
  });

  test('stopped, it leaves what the next call goes on from, and no record', async () => {
    const stop = new AbortController();
    const stopped = here.pack(pack, ['tiny-teacher'], {
      signal: stop.signal,
      onProgress: ({ step }) => step === 'copy' && stop.abort(),
    });
    await expect(stopped).rejects.toThrow('abort');
    expect(existsSync(recordFile())).toBe(false);
    expect(readdirSync(packed('tiny-teacher'))).toEqual([PART]);
    await here.pack(pack, ['tiny-teacher']);
    expect(readdirSync(packed('tiny-teacher')).sort()).toEqual(['stillroom.json', 'tiny.gguf']);
  });
});

describe('refused, by name, with nothing of it kept', () => {
  beforeEach(async () => {
    await here.pack(pack, []);
  });

  test('a file that was altered', async () => {
    writeFileSync(packed('tiny-teacher', 'tiny.gguf'), OTHER_TEACHER);
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(
      `${packed('tiny-teacher', 'tiny.gguf')}: the SHA-256 check failed`,
    );
    expect(namesIn(there.folder)).toEqual([]);
  });

  test('a later file that was altered, and with it the first one', async () => {
    writeFileSync(packed('tiny-student', 'config.json'), '{"model_type":"gert"}');
    await expect(there.unpack(pack, ['tiny-student'])).rejects.toThrow(
      `${packed('tiny-student', 'config.json')}: the SHA-256 check failed`,
    );
    expect(namesIn(there.folder)).toEqual([]);
  });

  test('a file that was cut short, or is gone', async () => {
    truncateSync(packed('tiny-student', 'model.safetensors'), 50);
    await expect(there.unpack(pack, ['tiny-student'])).rejects.toThrow(
      /model\.safetensors: the size check failed: the file has 50 bytes .* cut short .* Pack it again/,
    );
    renameSync(packed('mine', 'mine.gguf'), join(home, 'x'));
    await expect(there.unpack(pack, ['mine'])).rejects.toThrow(/mine\.gguf: there is no such file/);
    expect(namesIn(there.folder)).toEqual([]);
  });

  test.each([
    '../evil.gguf',
    '../../evil.gguf',
    'a/b.gguf',
    'a\\b.gguf',
    'C:evil',
    '.lock',
    'stillroom.json',
    'x.part',
    'CON',
    'nul.gguf',
    'com1.json',
    'x. ',
    'x.',
    'x\u0000y',
    'a?.gguf',
    'n'.repeat(300),
  ])('a file called %s', async (name) => {
    copyFileSync(packed('tiny-teacher', 'tiny.gguf'), packed('evil.gguf'));
    forge((record) => {
      record.files[name] = { ...record.files['tiny.gguf'], path: name };
    });
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(/stillroom\.json: /);
    expect(namesIn(join(home, 'there'))).toEqual([]);
  });

  test('a path out of the pack under an honest name', async () => {
    forge((record) => {
      record.files['tiny.gguf'] = { ...record.files['tiny.gguf'], path: '/etc/passwd' };
    });
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(
      "names the file 'tiny.gguf', which is no plain name in its own folder",
    );
  });

  test('two names that some systems take for one, and a link to another place', async () => {
    forge((record) => {
      record.files['TINY.gguf'] = { ...record.files['tiny.gguf'], path: 'TINY.gguf', kind: 'json' };
    });
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow('take for one');
    forge((record) => {
      delete record.files['TINY.gguf'];
    });
    const file = packed('tiny-teacher', 'tiny.gguf');
    renameSync(file, join(home, 'elsewhere.gguf'));
    symlinkSync(join(home, 'elsewhere.gguf'), file);
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(
      'is a link to another place',
    );
  });

  test('another model under a name of the catalogue', async () => {
    forge((record) => {
      const { sha256 } = JSON.parse(readFileSync(packed('mine', 'stillroom.json'), 'utf8')).files[
        'mine.gguf'
      ];
      record.files['tiny.gguf'] = { ...record.files['tiny.gguf'], sha256 };
    });
    writeFileSync(packed('tiny-teacher', 'tiny.gguf'), OTHER_TEACHER);
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(
      "its tiny.gguf is not that of the catalogue's model 'tiny-teacher'",
    );
  });

  test('a record that is none', async () => {
    writeFileSync(recordFile(), '{');
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(
      /stillroom\.json: the record of this model is damaged\. Pack the model again/,
    );
  });

  test('a name of another model, at either end', async () => {
    const other = join(home, 'other.gguf');
    writeFileSync(other, TEACHER_BYTES);
    await there.add('mine', other);
    await expect(there.unpack(pack, ['mine'])).rejects.toThrow(
      "another model 'mine' on this computer. `stillroom models remove mine` first",
    );
    await expect(there.pack(pack, ['mine'])).rejects.toThrow(
      `another model 'mine' in ${pack}. Delete its folder ${packed('mine')}`,
    );
  });
});

describe('what cannot be done is said', () => {
  test('models that are not there, at either end', async () => {
    await expect(here.pack(pack, ['tiny-teachr'])).rejects.toThrow(/tiny-teacher/);
    await expect(there.pack(pack, [])).rejects.toThrow(/There are no models in .* to pack/);
    await expect(there.unpack(pack, [])).rejects.toThrow(/holds no packed models/);
    await here.pack(pack, ['mine']);
    await expect(there.unpack(pack, ['tiny-teacher'])).rejects.toThrow(/There are: mine\./);
  });

  test('no room, before anything is copied', async () => {
    await here.pack(pack, ['mine']);
    const huge = 2 ** 43;
    truncateSync(packed('mine', 'mine.gguf'), huge);
    const file = packed('mine', 'stillroom.json');
    const record = JSON.parse(readFileSync(file, 'utf8'));
    record.files['mine.gguf'].bytes = huge;
    writeFileSync(file, JSON.stringify(record));
    await expect(there.unpack(pack, [])).rejects.toThrow(
      /no room for the model 'mine': it needs 8,796,094 MB, and [\d,]+ MB are free/,
    );
    expect(namesIn(there.folder)).toEqual([]);
  });

  test('a folder that is a file, and the store itself', async () => {
    writeFileSync(pack, 'a file');
    await expect(here.pack(pack, ['mine'])).rejects.toThrow(
      `${pack} cannot be made: a file is in the way.`,
    );
    await expect(here.pack(here.folder, [])).rejects.toThrow('Name another folder');
    await expect(here.unpack(here.folder, [])).rejects.toThrow('Name another folder');
  });
});
