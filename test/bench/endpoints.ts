import { cpus } from 'node:os';
import { type EndpointPool, endpointPool } from '../../electron/engine/endpoints/endpointPool.ts';
import { faultyEndpoint, ROW } from '../fixtures/faultyEndpoint.ts';
import { atLeast, type Bar } from './peer/bar.ts';
import { medianNumber } from './peer/medianNumber.ts';
import { PROMPTS } from './peer/teacherPrompts.ts';
import type { BenchmarkResult } from './run.ts';

/** Each endpoint writes so many rows at once, in so many milliseconds. */
const SLOTS = 4;
const LATENCY = 400;
const ROWS_EACH = 48;
const COUNTS = [1, 2, 4, 8, 16, 32];
const LEAST = 0.9;
/** Servers of one teacher, each on cores of its own: `SERVERS=http://127.0.0.1:8401,http://127.0.0.1:8402`. */
const SERVERS = process.env.SERVERS?.split(',') ?? [];
const MODEL = process.env.MODEL ?? 'smollm2-135m-instruct';
const LEAST_OF_TWO = 1.7;
const REPEATS = 3;
const WRITTEN = { temperature: 0.9, topP: 0.9, maxTokens: 40, stop: [] };

/**
 * Rows a second by the number of endpoints, each of which takes a fixed time for a row: what the pool
 * itself costs, on one machine that also plays all of the servers. With SERVERS also the rows a second of two
 * real servers against one of them, in turn.
 */
export async function endpoints(): Promise<BenchmarkResult> {
  const rates: Record<string, number> = {};
  for (const count of COUNTS) {
    const rate = await rateWith(count);
    rates[count] = rate;
    console.error(
      `${count} endpoints: ${rate.toFixed(1)} rows/s, ${(rate / count).toFixed(2)} each`,
    );
  }
  const ratios = Object.fromEntries(
    COUNTS.map((count) => [`${count}`, rates[count]! / (count * rates[1]!)]),
  );
  return {
    name: 'endpoints',
    ratios,
    medians: { rowsPerSecond: rates, ideal: (SLOTS * 1000) / LATENCY },
    machine: { cores: cpus().length },
    bars: [
      atLeast('rows of 32 endpoints, as a share of 32 times one', ratios['32']!, LEAST),
      ...(SERVERS.length > 0 ? [await twoServers()] : []),
    ],
  };
}

async function rateWith(count: number): Promise<number> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => faultyEndpoint({ latency: LATENCY, slots: SLOTS })),
  );
  const pool = openPool(
    servers.map(({ url }) => url),
    'm',
  );
  await pool.canScore();
  const sampling = { temperature: 1, topP: 1, maxTokens: 8, stop: [] };
  const rate = await rowsASecond(count * ROWS_EACH, (i) =>
    pool.generate({ text: `${ROW}${i}`, chat: false }, { ...sampling, seed: i }),
  );
  pool.stop();
  for (const server of servers) await server.close();
  return rate;
}

async function twoServers(): Promise<Bar> {
  const ratios: number[] = [];
  for (let repeat = 0; repeat < REPEATS; repeat++) {
    const one = await rateOfServers(SERVERS.slice(0, 1));
    const all = await rateOfServers(SERVERS.slice(0, 2));
    console.error(`one server ${one.toFixed(2)} rows/s, two ${all.toFixed(2)}`);
    ratios.push(all / one);
  }
  return atLeast('rows of two real servers, those of one as 1', medianNumber(ratios), LEAST_OF_TWO);
}

async function rateOfServers(urls: readonly string[]): Promise<number> {
  const pool = openPool(urls, MODEL);
  const ask = (i: number) => pool.generate(PROMPTS.query(i), { ...WRITTEN, seed: i });
  await rowsASecond(pool.parallel, ask);
  const rate = await rowsASecond(urls.length * ROWS_EACH, ask);
  pool.stop();
  return rate;
}

function openPool(urls: readonly string[], model: string): EndpointPool {
  const endpoints = urls.map((url) => ({ url, model }));
  const entry = { name: 'bench', contextSize: 4096, chat: false, endpoints };
  return endpointPool(entry, { onNote: (note) => console.error(note) });
}

async function rowsASecond(rows: number, ask: (i: number) => Promise<unknown>): Promise<number> {
  const since = performance.now();
  await Promise.all(Array.from({ length: rows }, (_, i) => ask(i)));
  return (1000 * rows) / (performance.now() - since);
}
