import { cpus } from 'node:os';
import { endpointPool } from '../../electron/engine/endpoints/endpointPool.ts';
import { faultyEndpoint, ROW } from '../fixtures/faultyEndpoint.ts';
import { atLeast } from './peer/bar.ts';
import type { BenchmarkResult } from './run.ts';

/** Each endpoint writes so many rows at once, in so many milliseconds. */
const SLOTS = 4;
const LATENCY = 400;
const ROWS_EACH = 48;
const COUNTS = [1, 2, 4, 8, 16, 32];
const LEAST = 0.9;

/**
 * Rows a second by the number of endpoints, each of which takes a fixed time for a row: what the pool
 * itself costs, on one machine that also plays all of the servers.
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
    bars: [atLeast('rows of 32 endpoints, as a share of 32 times one', ratios['32']!, LEAST)],
  };
}

async function rateWith(count: number): Promise<number> {
  const servers = await Promise.all(
    Array.from({ length: count }, () => faultyEndpoint({ latency: LATENCY, slots: SLOTS })),
  );
  const entry = {
    name: 'bench',
    contextSize: 4096,
    chat: false,
    endpoints: servers.map(({ url }) => ({ url, model: 'm' })),
  };
  const pool = endpointPool(entry, { onNote: (note) => console.error(note) });
  await pool.canScore();
  const since = performance.now();
  const sampling = { temperature: 1, topP: 1, maxTokens: 8, stop: [] };
  await Promise.all(
    Array.from({ length: count * ROWS_EACH }, (_, i) =>
      pool.generate({ text: `${ROW}${i}`, chat: false }, { ...sampling, seed: i }),
    ),
  );
  const seconds = (performance.now() - since) / 1000;
  pool.stop();
  for (const server of servers) await server.close();
  return (count * ROWS_EACH) / seconds;
}
