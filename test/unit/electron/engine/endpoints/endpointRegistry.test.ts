import { readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openEndpoints } from '../../../../../electron/engine/endpoints/endpointRegistry.ts';
import { endpointTeacherModel } from '../../../../../electron/engine/endpoints/endpointTeacherModel.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const registry = () => openEndpoints({ STILLROOM_HOME: temporaryFolder() });
const BOX = { url: 'http://gpu-box:8000/v1/', model: 'llama' };

it('a pool grows by adding, shrinks by removing, and survives a restart', () => {
  const home = temporaryFolder();
  const open = () => openEndpoints({ STILLROOM_HOME: home });
  expect(open().list()).toEqual([]);
  open().add('lab', { ...BOX, keyVariable: 'LAB_KEY', contextSize: 8192, chat: true });
  open().add('lab', { url: 'https://other', model: 'llama' });
  const lab = {
    name: 'lab',
    contextSize: 8192,
    chat: true,
    endpoints: [
      { url: 'http://gpu-box:8000', model: 'llama', key: { variable: 'LAB_KEY' } },
      { url: 'https://other', model: 'llama' },
    ],
  };
  expect(open().require('lab')).toEqual(lab);
  open().remove('lab', 'https://other/v1');
  expect(open().require('lab').endpoints).toHaveLength(1);
  open().remove('lab', BOX.url);
  expect(open().find('lab')).toBeUndefined();
});

it.each([
  [{ url: 'gpu-box:8000', model: 'm' }, /no address of a server/],
  [{ url: 'ftp://gpu-box', model: 'm' }, /no address of a server/],
  [{ url: 'http://me:secret@gpu-box', model: 'm' }, /A key belongs in an environment variable/],
  [{ url: 'http://gpu-box?key=secret', model: 'm' }, /A key belongs in an environment variable/],
  [{ ...BOX, keyVariable: 'sk-1234 5' }, /the name of an environment variable/],
  [{ ...BOX, model: ' ' }, /--model/],
  [{ ...BOX, contextSize: 7 }, /--context: 7/],
])('what cannot be an endpoint is refused: %j', (endpoint, reason) => {
  const endpoints = registry();
  expect(() => endpoints.add('lab', endpoint)).toThrow(reason);
  expect(endpoints.list()).toEqual([]);
});

it('a pool has each address once, and one context and one way of asking for all', () => {
  const endpoints = registry();
  endpoints.add('lab', { ...BOX, contextSize: 8192 });
  expect(() => endpoints.add('lab', BOX)).toThrow(/has the endpoint http:\/\/gpu-box:8000 already/);
  const other = { url: 'http://b', model: 'm' };
  expect(() => endpoints.add('lab', { ...other, contextSize: 4096 })).toThrow(/have context 8192/);
  expect(() => endpoints.add('lab', { ...other, chat: true })).toThrow(/have chat false/);
  expect(() => endpoints.add('Not A Name', other)).toThrow(/cannot be a name/);
  expect(() => endpoints.require('lob')).toThrow(/Did you mean lab\?/);
  expect(() => endpoints.remove('lab', 'http://c')).toThrow(/has no endpoint http:\/\/c/);
});

it('a damaged list is told and left as it is', () => {
  const endpoints = registry();
  endpoints.add('lab', BOX);
  writeFileSync(endpoints.file, '{"format":1,"pools":{"lab":{}}}');
  expect(() => endpoints.list()).toThrow(`${endpoints.file} cannot be read`);
  expect(() => endpoints.add('more', BOX)).toThrow('cannot be read');
  expect(readFileSync(endpoints.file, 'utf8')).toContain('"lab":{}');
  expect(path.basename(endpoints.file)).toBe('endpoints.json');
});

it('steps are reused wherever the model runs, and not for another model', async () => {
  const endpoints = registry();
  const store = { find: async () => undefined };
  const identityOf = async (name: string) =>
    (await endpointTeacherModel(store, name, endpoints))!.identity;
  endpoints.add('a', BOX);
  endpoints.add('b', { ...BOX, url: 'https://elsewhere' });
  endpoints.add('c', { ...BOX, model: 'other' });
  endpoints.add('d', { ...BOX, chat: true });
  const before = await identityOf('a');
  expect(await identityOf('b')).toBe(before);
  endpoints.add('a', { ...BOX, url: 'http://second' });
  expect(await identityOf('a')).toBe(before);
  expect(new Set([before, await identityOf('c'), await identityOf('d')]).size).toBe(3);
  expect(await endpointTeacherModel(store, 'none', endpoints)).toBeUndefined();
});

it('a name that is a model’s too is refused', async () => {
  const endpoints = registry();
  endpoints.add('both', BOX);
  const model = {
    name: 'both',
    roles: [],
    licence: '',
    files: {},
    sha256: '',
    recordedAtFirstUse: [],
  };
  const store = { find: async () => model };
  await expect(endpointTeacherModel(store, 'both', endpoints)).rejects.toThrow(
    /not clear whether texts stay here/,
  );
});
