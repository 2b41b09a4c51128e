import { setTimeout as wait } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { endpointPool } from '../../../../../electron/engine/endpoints/endpointPool.ts';
import type { Patience } from '../../../../../electron/engine/endpoints/endpointState.ts';
import {
  answerOf,
  type Fault,
  type FaultyEndpoint,
  type FaultyOptions,
  faultyEndpoint,
  ROW,
} from '../../../../fixtures/faultyEndpoint.ts';

const open: { close(): Promise<void> | void }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
  vi.unstubAllEnvs();
});

const PATIENCE: Patience = {
  timeoutMs: () => 300,
  restMs: 10,
  longestRestMs: 100,
  failures: 6,
};

async function server(options: FaultyOptions = {}): Promise<FaultyEndpoint> {
  const made = await faultyEndpoint(options);
  open.push(made);
  return made;
}

function poolOf(
  urls: readonly string[],
  {
    chat = false,
    pause,
    key,
    patience = {},
  }: {
    chat?: boolean;
    pause?: AbortSignal;
    key?: { variable: string };
    patience?: Partial<Patience>;
  } = {},
) {
  const notes: string[] = [];
  const endpoints = urls.map((url) => ({ url, model: 'm', ...(key ? { key } : {}) }));
  const pool = endpointPool(
    { name: 'lab', contextSize: 4096, chat, endpoints },
    { onNote: (note) => notes.push(note), pause, patience: { ...PATIENCE, ...patience } },
  );
  open.push({ close: () => pool.stop() });
  return { pool, notes };
}

const SAMPLING = { temperature: 0.9, topP: 0.8, maxTokens: 20, stop: [] };

const rowsOf = (pool: ReturnType<typeof poolOf>['pool'], n: number) =>
  Promise.all(
    Array.from({ length: n }, async (_, i) => {
      const prompt = { text: `${ROW}${i}`, chat: false };
      const { output } = await pool.generate(prompt, { ...SAMPLING, seed: 2 * i });
      return output;
    }),
  );

const wanted = (n: number) => Array.from({ length: n }, (_, i) => answerOf(`${ROW}${i}`, i));

const FAULTS: readonly Fault[] = [
  'never answers',
  'answers late',
  'is slow',
  'status 500',
  'status 429',
  'status 503',
  'cuts its JSON',
  'sends a page',
  'has no choices',
  'has no text',
  'filters',
  'closes the connection',
];

it.each(FAULTS)('a server that %s now and then gives every row in the end', async (fault) => {
  const { url, rows } = await server({
    fault: (row) => (row % 5 === 1 ? fault : undefined),
    late: 400,
  });
  const { pool } = poolOf([url]);
  expect(await rowsOf(pool, 20)).toEqual(wanted(20));
  // an answer that came too late was given too, and no other row twice
  const twice = [...rows.answered.values()].filter((times) => times > 1).length;
  expect(twice).toBeLessThanOrEqual(fault === 'answers late' ? rows.asked - 20 : 0);
});

it.each(FAULTS.filter((fault) => fault !== 'is slow'))(
  'a server that always %s costs nothing but time beside another',
  async (fault) => {
    const bad = await server({ fault: () => fault, late: 400 });
    const good = await server();
    const { pool } = poolOf([bad.url, good.url]);
    expect(await rowsOf(pool, 30)).toEqual(wanted(30));
    expect(good.rows.answered.size).toBe(30);
    expect([...good.rows.answered.values()].every((times) => times === 1)).toBe(true);
  },
);

it.each([
  ['never answers', /it did not answer in time/],
  ['status 500', /status 500, out of memory/],
  ['status 429', /sent 12 times.*status 429, too many/],
  ['cuts its JSON', /the answer is cut off or no JSON/],
  ['sends a page', /answers with a web page where JSON is expected/],
  ['has no choices', /its answer has no choices/],
  ['has no text', /is no completion \(choices\.0\.text\)/],
  ['filters', /ended by 'content_filter'/],
  ['closes the connection', /it closed the connection/],
] as const)('a server that always %s ends the run, which can be resumed', async (fault, reason) => {
  const { url } = await server({ fault: () => fault });
  const { pool } = poolOf([url], { patience: { timeoutMs: () => 60 } });
  const failed = await rowsOf(pool, 3).catch((error: Error) => error);
  expect(failed).toMatchObject({ name: 'EndpointsLost', message: expect.stringMatching(reason) });
});

it.each([
  ['status 401', /status 401, Incorrect API key provided: …\. The key is missing or wrong/],
  ['redirects', /sends requests on to http:\/\/elsewhere\.example\/v1/],
  ['is another model', /answers as the model 'another', and 'm' was asked for/],
] as const)(
  'a server that %s is left out, and with no other the user is told',
  async (fault, reason) => {
    vi.stubEnv('LAB_KEY', 'the-secret-key');
    const bad = await server({ fault: () => fault });
    const alone = poolOf([bad.url], { key: { variable: 'LAB_KEY' } });
    const failed = await rowsOf(alone.pool, 3).catch((error: Error) => error);
    expect(failed).toMatchObject({ name: 'BadInput', message: expect.stringMatching(reason) });
    const good = await server();
    const both = poolOf([bad.url, good.url], { key: { variable: 'LAB_KEY' } });
    expect(await rowsOf(both.pool, 10)).toEqual(wanted(10));
    expect(both.notes).toEqual([expect.stringMatching(/It is left out of this run\.$/)]);
    expect(`${(failed as Error).message}${both.notes}`).not.toContain('the-secret-key');
  },
);

it('a refused request is the user’s to mend, and is not sent again', async () => {
  const { url, rows } = await server({ fault: () => 'status 400' });
  const failed = await rowsOf(poolOf([url]).pool, 1).catch((error: Error) => error);
  expect(failed).toMatchObject({ name: 'BadInput', message: expect.stringContaining('too long') });
  expect(rows.asked).toBe(1);
});

it('a certificate that nobody signed is named', async () => {
  const { url } = await server({ secure: true });
  const failed = await rowsOf(poolOf([url]).pool, 1).catch((error: Error) => error);
  expect(failed).toMatchObject({
    name: 'BadInput',
    message: expect.stringMatching(
      /certificate is refused, because it is self-signed .*NODE_EXTRA_CA_CERTS/,
    ),
  });
});

it('no server at all, and a key that is not there', async () => {
  const gone = await server();
  await gone.close();
  const failed = await rowsOf(poolOf([gone.url]).pool, 1).catch((error: Error) => error);
  expect(failed).toMatchObject({
    name: 'EndpointsLost',
    message: expect.stringContaining('no server listens there (ECONNREFUSED)'),
  });
  const { url } = await server();
  const keyless = poolOf([url], { key: { variable: 'NO_SUCH_VARIABLE' } });
  const refused = await rowsOf(keyless.pool, 1).catch((error: Error) => error);
  expect(refused).toMatchObject({
    name: 'BadInput',
    message: expect.stringContaining('the environment variable NO_SUCH_VARIABLE, which is not set'),
  });
});

it('a key that no header can carry is refused and not quoted', async () => {
  vi.stubEnv('LAB_KEY', 'the-secret\nkey');
  const { url } = await server();
  const failed = await rowsOf(poolOf([url], { key: { variable: 'LAB_KEY' } }).pool, 1).catch(
    (error: Error) => error,
  );
  expect(failed).toMatchObject({ message: expect.stringContaining('LAB_KEY has a space') });
  expect((failed as unknown as Error).message).not.toContain('secret');
});

it('an endpoint that comes back is used again, and the user hears of both', async () => {
  const good = await server({ latency: 20 });
  let isBad = true;
  const bad = await server({ fault: () => (isBad ? 'status 500' : undefined), latency: 20 });
  const { pool, notes } = poolOf([bad.url, good.url], { patience: { failures: 100 } });
  const first = rowsOf(pool, 60);
  await wait(400);
  isBad = false;
  expect(await first).toEqual(wanted(60));
  await wait(150);
  expect(await rowsOf(pool, 200)).toEqual(wanted(200));
  expect(bad.rows.answered.size).toBeGreaterThan(5);
  expect(notes).toEqual([
    expect.stringMatching(/status 500.*Its rows go to the others/),
    `${bad.url} answers again.`,
  ]);
});

it('Retry-After is kept to', async () => {
  const times: number[] = [];
  const { url } = await server({
    fault: () => {
      times.push(performance.now());
      return times.length === 1 ? 'status 429' : undefined;
    },
    retryAfter: 1,
  });
  expect(await rowsOf(poolOf([url]).pool, 1)).toEqual(wanted(1));
  expect(times[1]! - times[0]!).toBeGreaterThan(700);
});

it('a pause lets requests in flight end, and begins no other', async () => {
  const { url, rows } = await server({ latency: 60, slots: 2 });
  const pause = new AbortController();
  const { pool } = poolOf([url], { pause: pause.signal });
  const made = Promise.allSettled(
    Array.from({ length: 40 }, (_, i) =>
      pool.generate({ text: `${ROW}${i}`, chat: false }, { ...SAMPLING, seed: i }),
    ),
  );
  await wait(300);
  pause.abort();
  const outcomes = await made;
  const done = outcomes.filter(({ status }) => status === 'fulfilled').length;
  expect(done).toBeGreaterThan(1);
  expect(done).toBe(rows.answered.size);
  expect(rows.asked).toBe(done);
  const others = outcomes.flatMap((one) => (one.status === 'rejected' ? [one.reason.name] : []));
  expect(new Set(others)).toEqual(new Set(['RunPaused']));
});

it('every value that decides an answer is sent', async () => {
  const { url, bodies } = await server();
  const { pool } = poolOf([url], { chat: true });
  const sampling = { ...SAMPLING, seed: 0xffffffff, stop: ['\n', '#'] };
  await pool.generate({ text: `${ROW}one`, chat: false }, sampling);
  const turns = [`${ROW}ask `.length, `${ROW}ask answer `.length];
  await pool.generate({ text: `${ROW}ask answer again`, chat: true, turns }, sampling);
  const said = {
    model: 'm',
    temperature: 0.9,
    top_p: 0.8,
    max_tokens: 20,
    seed: 0x7fffffff,
    stop: ['\n', '#'],
    n: 1,
    stream: false,
    presence_penalty: 0,
    frequency_penalty: 0,
    top_k: -1,
    min_p: 0,
    repeat_penalty: 1,
    repetition_penalty: 1,
  };
  expect(bodies).toEqual([
    { ...said, prompt: `${ROW}one` },
    {
      ...said,
      messages: [
        { role: 'user', content: `${ROW}ask` },
        { role: 'assistant', content: 'answer' },
        { role: 'user', content: 'again' },
      ],
    },
  ]);
});

it('a server that refuses unknown fields gets those of OpenAI alone', async () => {
  const { url, bodies } = await server({ refuses: ['top_k', 'min_p'] });
  expect(await rowsOf(poolOf([url]).pool, 3)).toEqual(wanted(3));
  expect(Object.keys(bodies[0]!)).not.toContain('repeat_penalty');
});

it('a stop string in white space before the answer does not end it', async () => {
  const whole = '\n\nA film about ships.\nIts end is sad.';
  const { url } = await server({
    answer: ({ stop }) =>
      Array.isArray(stop) ? whole.slice(0, whole.indexOf(String(stop[0]))) : whole,
  });
  const { pool } = poolOf([url]);
  const { output, ended } = await pool.generate(
    { text: `${ROW}1`, chat: false },
    { ...SAMPLING, seed: 1, stop: ['\n'] },
  );
  expect([output, ended]).toEqual(['\n\nA film about ships.', 'stop']);
});

it('without a tokenizer the bound holds, and texts are cut at whole characters', async () => {
  const { url } = await server();
  const { pool } = poolOf([url]);
  expect(await pool.countTokens([{ text: 'größer', chat: false }])).toEqual([9]);
  const [cut] = await pool.cutTexts(['Eins. Zwei. Größer war nie ein Haus.'], 14);
  expect(cut).toEqual({ text: 'Eins. Zwei.', tokens: 11 });
  expect((await pool.cutTexts(['ööööö'], 5))[0]).toEqual({ text: 'öö', tokens: 4 });
  expect(await pool.canScore()).toBe(false);
});

it('a base prompt is refused where a server only chats', async () => {
  const { url } = await server({ without: ['/v1/completions'] });
  const { pool } = poolOf([url], { chat: true });
  const failed = await rowsOf(pool, 1).catch((error: Error) => error);
  expect(failed).toMatchObject({
    name: 'BadInput',
    message: expect.stringContaining('endpoints check lab'),
  });
  const { output } = await pool.generate({ text: `${ROW}1`, chat: true }, { ...SAMPLING, seed: 2 });
  expect(output).toBe(answerOf(`${ROW}1`, 1));
});

it('a server of one slot gets a few requests at once, one that batches gets many', async () => {
  // long enough that a busy machine adds little to it
  const latency = 50;
  const single = await server({ latency, slots: 1 });
  await rowsOf(poolOf([single.url], { patience: { timeoutMs: () => 10_000 } }).pool, 60);
  expect(single.most).toBeLessThanOrEqual(16);
  const batching = await server({ latency });
  await rowsOf(poolOf([batching.url], { patience: { timeoutMs: () => 10_000 } }).pool, 400);
  expect(batching.most).toBeGreaterThan(single.most);
  expect(batching.most).toBeLessThanOrEqual(64);
});
