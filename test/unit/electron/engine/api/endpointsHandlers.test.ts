import { readFileSync } from 'node:fs';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import path from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { outgoingSentence } from '../../../../../electron/contract/outgoing.ts';
import { openEndpoints } from '../../../../../electron/engine/endpoints/endpointRegistry.ts';
import { apiRouter, openSession, type Session } from '../../../../../electron/engine/engine.ts';
import { openAppState } from '../../../../../electron/engine/session/appState.ts';
import { openModelStore } from '../../../../../models/catalog/modelStore.ts';
import { until } from '../../../../fixtures/cli.ts';
import { type FaultyEndpoint, faultyEndpoint } from '../../../../fixtures/faultyEndpoint.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

let home: string;
let session: Session;
let engine: RouterClient<ReturnType<typeof apiRouter>>;
let server: FaultyEndpoint;

const before = {
  STILLROOM_HOME: process.env.STILLROOM_HOME,
  STILLROOM_LAB_KEY: process.env.STILLROOM_LAB_KEY,
};
beforeAll(async () => {
  server = await faultyEndpoint({});
});
beforeEach(() => {
  home = temporaryFolder();
  process.env.STILLROOM_HOME = home;
  process.env.STILLROOM_LAB_KEY = 'sk-of-the-lab';
  const store = openModelStore({ folder: path.join(home, 'models') });
  session = openSession(openAppState({ STILLROOM_HOME: home }), store);
  engine = createRouterClient(apiRouter(), { context: { session } });
});
afterEach(async () => {
  await session.close();
  for (const [name, value] of Object.entries(before)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
});
afterAll(() => server.close());

const BOX = {
  name: 'lab',
  url: 'http://gpu-box:8000/v1',
  model: 'llama',
  keyVariable: 'STILLROOM_LAB_KEY',
};

it('a preview says what would leave and whereto, and adds nothing', async () => {
  const said = outgoingSentence(await engine.endpoints.preview(BOX));
  expect(said).toMatch(/go to http:\/\/gpu-box:8000\. They travel without encryption/);
  expect(await engine.endpoints.list()).toEqual([]);
  await engine.endpoints.add(BOX);
  const other = { name: 'lab', url: 'https://other', model: 'llama' };
  const both = await engine.endpoints.preview(other);
  expect(both.endpoints.map(({ url }) => url)).toEqual(['http://gpu-box:8000', 'https://other']);
});

it('a server is added, listed as a teacher, and removed alone or with its name', async () => {
  await engine.endpoints.add({ ...BOX, contextSize: 8192, chat: true });
  await engine.endpoints.add({ name: 'lab', url: 'https://other', model: 'llama' });
  expect(await engine.endpoints.list()).toEqual([
    {
      name: 'lab',
      contextSize: 8192,
      chat: true,
      endpoints: [
        {
          url: 'http://gpu-box:8000',
          model: 'llama',
          keyVariable: 'STILLROOM_LAB_KEY',
          isKeyKept: false,
        },
        { url: 'https://other', model: 'llama', keyVariable: null, isKeyKept: false },
      ],
      outgoing: expect.objectContaining({ teacher: 'lab' }),
    },
  ]);
  const teachers = (await engine.models.list()).filter(({ state }) => state === 'endpoints');
  expect(teachers.map(({ name }) => name)).toEqual(['lab']);
  await engine.endpoints.remove({ name: 'lab', url: 'https://other' });
  expect((await engine.endpoints.list())[0]?.endpoints).toHaveLength(1);
  await engine.endpoints.remove({ name: 'lab' });
  expect(await engine.endpoints.list()).toEqual([]);
});

it('names no variable of another program, whose key a page could send anywhere', async () => {
  const given = { ...BOX, keyVariable: 'AWS_SECRET_ACCESS_KEY' };
  for (const refuse of [engine.endpoints.preview, engine.endpoints.add]) {
    await expect(refuse(given)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('must begin with STILLROOM_'),
    });
  }
});

it.each([
  [{ ...BOX, name: 'Not A Name' }, /cannot be a name of endpoints/],
  [{ ...BOX, url: 'gpu-box:8000' }, /is no address of a server/],
  [{ ...BOX, url: 'http://gpu-box?key=secret' }, /A key belongs in an environment variable/],
  [{ ...BOX, model: ' ' }, /the name under which the server has the model/],
  [{ ...BOX, keyVariable: 'sk-of the lab' }, /not the key itself/],
  [{ ...BOX, contextSize: 7 }, /no number of tokens/],
  [{ ...BOX, contextSize: 512.5 }, /no number of tokens/],
])('what the command line refuses is refused in the same sentence: %j', async (given, reason) => {
  for (const refuse of [engine.endpoints.preview, engine.endpoints.add]) {
    await expect(refuse(given)).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringMatching(reason),
    });
  }
  expect(await engine.endpoints.list()).toEqual([]);
});

it('a name that is not there is refused with those that are', async () => {
  await engine.endpoints.add(BOX);
  for (const ask of [engine.endpoints.check, engine.endpoints.remove]) {
    await expect(ask({ name: 'lob' })).rejects.toMatchObject({
      code: 'BAD_INPUT',
      message: expect.stringContaining('Did you mean lab?'),
    });
  }
});

it('a check says what a server can do, and what is wrong with another', async () => {
  await engine.endpoints.add({
    name: 'lab',
    url: server.url,
    model: 'm',
    keyVariable: 'STILLROOM_LAB_KEY',
  });
  await engine.endpoints.add({ name: 'lab', url: 'http://127.0.0.1:9', model: 'm' });
  const [works, fails] = await engine.endpoints.check({ name: 'lab' });
  expect(works).toMatchObject({
    url: server.url,
    model: 'm',
    findings: expect.arrayContaining([
      { what: 'continues texts (/v1/completions)', found: true },
      { what: 'self-debiases', found: false },
    ]),
  });
  expect(fails).toEqual({
    url: 'http://127.0.0.1:9',
    fault: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9: .+\.$/),
  });
});

it('no key is in an answer or a file, also where the server or the variable is at fault', async () => {
  await engine.endpoints.add({
    name: 'lab',
    url: server.url,
    model: 'm',
    keyVariable: 'STILLROOM_LAB_KEY',
  });
  const told = async () =>
    JSON.stringify([
      await engine.endpoints.list(),
      await engine.endpoints.check({ name: 'lab' }),
      readFileSync(path.join(home, 'endpoints.json'), 'utf8'),
    ]);
  expect(await told()).not.toContain('sk-of-the-lab');
  process.env.STILLROOM_LAB_KEY = 'sk-of-the-lab\nand more';
  const withFault = await told();
  expect(withFault).toContain('the environment variable STILLROOM_LAB_KEY has a space');
  expect(withFault).not.toContain('sk-of-the-lab');
  delete process.env.STILLROOM_LAB_KEY;
  expect(await told()).toContain('STILLROOM_LAB_KEY, which is not set');
});

it('a check that is cancelled ends its requests, although no server answers', async () => {
  const open = new Set<Socket>();
  const silent = createServer((socket) => {
    open.add(socket);
    // it reads and says nothing
    socket
      .on('error', () => {})
      .on('close', () => open.delete(socket))
      .resume();
  });
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve));
  const { port } = silent.address() as AddressInfo;
  await engine.endpoints.add({ name: 'silent', url: `http://127.0.0.1:${port}`, model: 'm' });
  const control = new AbortController();
  const checked = engine.endpoints.check({ name: 'silent' }, { signal: control.signal });
  checked.catch(() => {});
  await until(() => open.size > 0, 5000);
  control.abort();
  await expect(checked).rejects.toMatchObject({ code: 'CANCELLED' });
  await until(() => open.size === 0, 5000);
  await new Promise((resolve) => silent.close(resolve));
});

it('without a keychain no key is kept, and one that another way in kept is not had', async () => {
  expect(await engine.endpoints.keychain()).toEqual({ canKeep: false, why: null });
  const box = { name: 'lab', url: server.url, model: 'm' };
  await expect(engine.endpoints.add({ ...box, key: 'sk-of-the-lab' })).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: expect.stringContaining('only the desktop app can keep one'),
  });
  openEndpoints().add('lab', { ...box, keptKey: 'an-id' });
  const [checked] = await engine.endpoints.check({ name: 'lab' });
  expect(checked).toEqual({
    url: server.url,
    fault: `${server.url}: its key is in the keychain, which only the desktop app opens. Here, remove the endpoint and add it again with --key-variable.`,
  });
});
