import { mkdtempSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import {
  serveTeacher,
  type TeacherServer,
  type TeacherServerOptions,
} from '../../../electron/cli/serve/serveTeacher.ts';
import {
  openServedTeacher,
  type ServedTeacher,
} from '../../../electron/engine/endpoints/servedTeacher.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { runCli } from '../../fixtures/cli.ts';
import { selfSigned } from '../../fixtures/selfSigned.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;
let teacher: ServedTeacher;
const servers: TeacherServer[] = [];

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-serve-teacher-'));
  models = await makeTinyModels(folder);
  teacher = await openServedTeacher(openModelStore({ folder: models }), 'tiny-teacher');
});
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});
afterAll(() => {
  teacher.stop();
  rmSync(folder, { recursive: true, force: true });
});

async function serve(options: Partial<TeacherServerOptions> = {}) {
  const server = await serveTeacher(teacher, { host: '127.0.0.1', port: 0, ...options });
  servers.push(server);
  return server;
}

interface Answered {
  readonly choices?: readonly object[];
}

async function ask(
  url: string,
  path: string,
  body?: unknown,
  headers: Record<string, string> = {},
) {
  const response = await fetch(`${url}${path}`, {
    ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    headers: { ...(body === undefined ? {} : { 'Content-Type': 'application/json' }), ...headers },
  });
  return { status: response.status, json: (await response.json()) as Answered };
}

const SAMPLING = { max_tokens: 8, temperature: 0.9, top_p: 0.9, seed: 3 };

it('continues texts and chats in OpenAI’s form, the same for the same seed', async () => {
  const { url } = await serve();
  expect((await ask(url, '/v1/models')).json).toMatchObject({ data: [{ id: 'tiny-teacher' }] });
  const text = { model: 'tiny-teacher', prompt: 'a good film', ...SAMPLING };
  const [first, second] = [
    await ask(url, '/v1/completions', text),
    await ask(url, '/v1/completions', text),
  ];
  expect(first.json).toMatchObject({
    object: 'text_completion',
    model: 'tiny-teacher',
    choices: [{ index: 0, text: expect.any(String), finish_reason: expect.any(String) }],
    usage: { completion_tokens: expect.any(Number) },
  });
  expect(second.json.choices).toEqual(first.json.choices);
  const prompt = { text: 'a good film', chat: false };
  const sampling = { maxTokens: 8, temperature: 0.9, topP: 0.9, seed: 3, stop: [] };
  const { output } = await teacher.pool.generate(prompt, sampling);
  expect(first.json.choices?.[0]).toMatchObject({ text: output });
  const messages = [
    { role: 'user', content: 'one' },
    { role: 'assistant', content: 'two' },
    { role: 'user', content: 'three' },
  ];
  const chat = await ask(url, '/v1/chat/completions', { messages, ...SAMPLING });
  const own = { text: 'one\ntwo\nthree', chat: true, turns: [4, 8] };
  expect(chat.json).toMatchObject({
    object: 'chat.completion',
    choices: [
      {
        message: {
          role: 'assistant',
          content: (await teacher.pool.generate(own, sampling)).output,
        },
      },
    ],
  });
});

it('counts, cuts and scores as the teacher itself does', async () => {
  const { url } = await serve();
  const prompts = [
    { text: 'a good film', chat: true },
    { text: 'bad', chat: false },
  ];
  expect((await ask(url, '/stillroom/count-tokens', { prompts })).json).toEqual({
    tokens: await teacher.pool.countTokens(prompts),
  });
  const texts = ['a good film about a bad film', 'good'];
  expect((await ask(url, '/stillroom/cut-texts', { texts, limit: 3 })).json).toEqual({
    cuts: await teacher.pool.cutTexts(texts, 3),
  });
  const continuations = [' good', ' bad'];
  expect((await ask(url, '/stillroom/score', { prompt: prompts[1], continuations })).json).toEqual({
    scores: await teacher.pool.score(prompts[1]!, continuations),
  });
  const { json } = await ask(url, '/tokenize', { prompt: 'a good film' });
  expect(json).toEqual({
    count: (await teacher.pool.countTokens([{ text: 'a good film', chat: false }]))[0],
    max_model_len: 4096,
  });
});

const TEXT = '/v1/completions';
const CHAT = '/v1/chat/completions';
it.each([
  [TEXT, { prompt: 'a', stream: true }, 400, /stream: answers come whole here/],
  [TEXT, { prompt: 'a', n: 2 }, 400, /n: one answer a request/],
  [TEXT, { prompt: 'a', top_k: 40 }, 400, /top_k/],
  [TEXT, { prompt: 'a', echo: true }, 400, /echo/],
  [TEXT, { prompt: 7 }, 400, /prompt/],
  [TEXT, { prompt: 'a', model: 'gpt' }, 400, /'gpt' is not here; this is tiny-teacher/],
  [TEXT, { prompt: 'a', max_tokens: 5000 }, 400, /of a context of 4096/],
  [CHAT, { messages: [{ role: 'system', content: 'a' }] }, 400, /messages\[0\]\.role is 'system'/],
  [
    CHAT,
    {
      messages: [
        { role: 'user', content: 'a' },
        { role: 'assistant', content: 'b' },
      ],
    },
    400,
    /last message must be the user/,
  ],
  ['/v1/embeddings', { input: 'a' }, 404, /There is no \/v1\/embeddings here/],
  ['/v1/models', {}, 405, /takes GET/],
] as const)('%s refuses %j', async (path, body, status, message) => {
  const { url } = await serve();
  const answer = await ask(url, path, body);
  expect(answer).toMatchObject({
    status,
    json: { error: { message: expect.stringMatching(message), type: 'invalid_request_error' } },
  });
});

it('a request that is no JSON, too large, or for another host is refused', async () => {
  const { url } = await serve();
  const plain = await fetch(`${url}${TEXT}`, { method: 'POST', body: '{"prompt":"a"}' });
  expect(plain.status).toBe(415);
  const headers = { 'Content-Type': 'application/json' };
  const broken = await fetch(`${url}${TEXT}`, { method: 'POST', body: '{', headers });
  expect(broken.status).toBe(400);
  const large = await statusOf(url, { headers, body: Buffer.alloc(17 << 20, 'a') });
  // the server closes the connection before all of it was sent, so its answer may be lost
  expect([413, 'closed']).toContain(large);
  expect(await statusOf(url, { headers: { ...headers, Host: 'evil.example' }, body: '{}' })).toBe(
    403,
  );
  expect((await ask(url, TEXT, { prompt: 'a', ...SAMPLING })).status).toBe(200);
});

function statusOf(url: string, { headers, body }: { headers: object; body: string | Buffer }) {
  return new Promise<number | string | undefined>((resolve) => {
    const asked = request(
      `${url}${TEXT}`,
      { method: 'POST', headers: { ...headers } },
      (response) => {
        response.resume();
        resolve(response.statusCode);
      },
    );
    asked.once('error', () => resolve('closed'));
    asked.end(body);
  });
}

it('with a token, only requests that carry it are answered', async () => {
  const { url } = await serve({ token: 'a-token-of-the-lab', host: '0.0.0.0' });
  const own = url.replace('0.0.0.0', '127.0.0.1');
  const body = { prompt: 'a', ...SAMPLING };
  const wrong = { status: 401, json: { error: { code: 'invalid_api_key' } } };
  expect(await ask(own, TEXT, body)).toMatchObject(wrong);
  expect(await ask(own, TEXT, body, { Authorization: 'Bearer a-token' })).toMatchObject(wrong);
  expect(await ask(own, '/v1/models')).toMatchObject(wrong);
  expect((await ask(own, '/health')).status).toBe(200);
  const right = { Authorization: 'Bearer a-token-of-the-lab' };
  expect((await ask(own, TEXT, body, right)).status).toBe(200);
});

it('speaks TLS with a certificate', async () => {
  const { url } = await serve({
    tls: { cert: Buffer.from(selfSigned.cert), key: Buffer.from(selfSigned.key) },
  });
  expect(url).toMatch(/^https:/);
  const status = await new Promise((resolve, reject) => {
    secureRequest(`${url}/health`, { ca: selfSigned.cert }, (response) => {
      response.resume();
      resolve(response.statusCode);
    })
      .once('error', reject)
      .end();
  });
  expect(status).toBe(200);
});

it.each([
  [['--host', '0.0.0.0'], /lets other computers ask this teacher, so it needs a token/],
  [['--token-variable', 'NO_SUCH_TOKEN'], /NO_SUCH_TOKEN is not set/],
  [['--certificate', 'c.pem'], /TLS needs both/],
  [['--port', '70000'], /A port is a number from 0 to 65535/],
])('stillroom teacher serve %j is refused', async (options, message) => {
  const { code, out, err } = await runCli(['teacher', 'serve', 'tiny-teacher', ...options], models);
  expect([code, out]).toEqual([2, '']);
  expect(err).toMatch(message);
});

it('a token that is too short is refused, and is not printed', async () => {
  process.env.SHORT_TOKEN = 'secret';
  const { code, err } = await runCli(
    ['teacher', 'serve', 'tiny-teacher', '--token-variable', 'SHORT_TOKEN'],
    models,
  );
  delete process.env.SHORT_TOKEN;
  expect(code).toBe(2);
  expect(err).toMatch(/SHORT_TOKEN has fewer than 16 characters/);
  expect(err).not.toContain('secret');
});
