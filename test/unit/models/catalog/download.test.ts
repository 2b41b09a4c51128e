import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import { download } from '../../../../models/catalog/download.ts';
import { serveFiles } from './fileServer.ts';
import { sha256, temporaryFolder } from './tinyFiles.ts';

const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, i) => i % 251));
const PIN = { bytes: BODY.length, sha256: sha256(BODY) };
const ignore = () => undefined;

function partIn(folder: string, have?: Buffer): string {
  const part = join(folder, 'weights.part');
  if (have !== undefined) writeFileSync(part, have);
  return part;
}

describe('download', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  test('fetches a whole file and counts its bytes', async () => {
    const server = await serveFiles({ weights: { body: BODY } });
    const part = partIn(temporaryFolder());
    const counts: [number, number | undefined][] = [];
    await download(`${server.address}/weights`, part, PIN, (...count) => counts.push(count));
    expect(readFileSync(part).equals(BODY)).toBe(true);
    expect(counts[0]).toEqual([0, BODY.length]);
    expect(counts.at(-1)).toEqual([BODY.length, BODY.length]);
  });

  test('asks only for what is missing', async () => {
    const server = await serveFiles({ weights: { body: BODY } });
    const part = partIn(temporaryFolder(), BODY.subarray(0, 100_000));
    await download(`${server.address}/weights`, part, PIN, ignore);
    expect(server.requests).toEqual(['weights bytes=100000-']);
    expect(readFileSync(part).equals(BODY)).toBe(true);
  });

  test('asks for nothing when all had arrived', async () => {
    const server = await serveFiles({ weights: { body: BODY } });
    await download(`${server.address}/weights`, partIn(temporaryFolder(), BODY), PIN, ignore);
    expect(server.requests).toEqual([]);
  });

  test('begins anew with a server that knows no ranges', async () => {
    const server = await serveFiles({ weights: { body: BODY, ranges: false } });
    const part = partIn(temporaryFolder(), BODY.subarray(0, 100_000));
    await download(`${server.address}/weights`, part, PIN, ignore);
    expect(readFileSync(part).equals(BODY)).toBe(true);
  });

  test('goes on by itself after the connection was cut', async () => {
    const server = await serveFiles({ weights: { body: BODY, cuts: [120_000] } });
    const part = partIn(temporaryFolder());
    await download(`${server.address}/weights`, part, PIN, ignore);
    expect(server.requests).toHaveLength(2);
    expect(server.requests[1]).toMatch(/^weights bytes=[1-9]\d*-$/);
    expect(readFileSync(part).equals(BODY)).toBe(true);
  });

  test('gives up when a cut connection brings nothing more, and keeps what arrived', async () => {
    const server = await serveFiles({ weights: { body: BODY, cuts: [120_000, 0] } });
    const part = partIn(temporaryFolder());
    await expect(download(`${server.address}/weights`, part, PIN, ignore)).rejects.toThrow(
      /the connection to 127\.0\.0\.1:\d+ was cut after [\d,]+ bytes/,
    );
    const arrived = readFileSync(part);
    expect(arrived.length).toBeGreaterThan(0);
    expect(BODY.subarray(0, arrived.length).equals(arrived)).toBe(true);
  });

  test('keeps what arrived when the user stops it', async () => {
    const server = await serveFiles({ weights: { body: BODY, cuts: [120_000] } });
    const part = partIn(temporaryFolder());
    const stop = new AbortController();
    const stopAtHalf = (done: number) => done > 0 && stop.abort();
    await expect(
      download(`${server.address}/weights`, part, PIN, stopAtHalf, stop.signal),
    ).rejects.toThrow(/abort/);
    expect(readFileSync(part).length).toBeGreaterThan(0);
  });

  test('refuses another size before it fetches a byte', async () => {
    const server = await serveFiles({ weights: { body: BODY.subarray(1) } });
    const part = partIn(temporaryFolder());
    await expect(download(`${server.address}/weights`, part, PIN, ignore)).rejects.toThrow(
      'offers 299,999 bytes and 300,000 are expected',
    );
    expect(existsSync(part)).toBe(false);
  });

  test('says what the server answered', async () => {
    const server = await serveFiles({});
    await expect(
      download(`${server.address}/weights`, partIn(temporaryFolder()), PIN, ignore),
    ).rejects.toThrow('answered 404 Not Found');
  });

  test('says that a host cannot be reached', async () => {
    const part = partIn(temporaryFolder());
    await expect(download('http://127.0.0.1:1/weights', part, PIN, ignore)).rejects.toThrow(
      '127.0.0.1:1 cannot be reached',
    );
  });

  test('waits ten seconds for an answer, no longer', async () => {
    const silent = createServer(() => undefined).listen(0, '127.0.0.1');
    await new Promise((resolve) => silent.once('listening', resolve));
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    const url = `http://127.0.0.1:${(silent.address() as AddressInfo).port}/weights`;
    const asked = new Promise((resolve) => silent.once('request', resolve));
    const outcome = download(url, partIn(temporaryFolder()), PIN, ignore).catch(String);
    await asked;
    await vi.advanceTimersByTimeAsync(9_999);
    expect(await Promise.race([outcome, 'still waiting'])).toBe('still waiting');
    await vi.advanceTimersByTimeAsync(1);
    expect(await outcome).toMatch(/no answer from 127\.0\.0\.1:\d+ within 10 seconds/);
    silent.closeAllConnections();
    silent.close();
  });
});

describe('download of a file whose hash nobody knows', () => {
  const half = BODY.subarray(0, 100_000);

  test('resumes while the server calls it by the same name', async () => {
    const file = { body: BODY, etag: '"one"', cuts: [100_000, 0] };
    const server = await serveFiles({ weights: file });
    const part = partIn(temporaryFolder());
    await download(`${server.address}/weights`, part, {}, ignore).catch(ignore);
    await download(`${server.address}/weights`, part, {}, ignore);
    expect(server.requests.at(-1)).toMatch(/bytes=[1-9]/);
    expect(readFileSync(part).equals(BODY)).toBe(true);
    expect(existsSync(`${part}.etag`)).toBe(false);
  });

  test('begins anew when the file has changed in between', async () => {
    const changed = Buffer.from(BODY).reverse();
    const server = await serveFiles({ weights: { body: changed, etag: '"two"' } });
    const part = partIn(temporaryFolder(), half);
    writeFileSync(`${part}.etag`, '"one"');
    await download(`${server.address}/weights`, part, {}, ignore);
    expect(readFileSync(part).equals(changed)).toBe(true);
  });

  test('begins anew when nothing says which file the half is of', async () => {
    const server = await serveFiles({ weights: { body: BODY } });
    const part = partIn(temporaryFolder(), half);
    await download(`${server.address}/weights`, part, {}, ignore);
    expect(server.requests).toEqual(['weights']);
  });
});
