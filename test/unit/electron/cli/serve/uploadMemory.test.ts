import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import type { api } from '../../../../../electron/contract/api.ts';
import { sendFile } from '../../../../../renderer/store/sendFile.ts';

const ENGINE = fileURLToPath(new URL('../../../../fixtures/servedEngine.ts', import.meta.url));
const SIZE = 60e6;
const TEXT = 'a warm and gentle film about people who lose their way '.repeat(20).trim();

let home: string;
let child: ChildProcessByStdio<Writable, Readable, null>;

beforeAll(() => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-memory-'));
  child = spawn(process.execPath, [ENGINE, home], { stdio: ['pipe', 'pipe', 'inherit'] });
});
afterAll(async () => {
  child.stdin.end();
  if (child.exitCode === null) await once(child, 'exit');
  rmSync(home, { recursive: true, force: true });
});

const fileOf = (name: string, head: string, row: string) =>
  new File([head, row.repeat(SIZE / row.length)], name);

// a quarter of a gigabyte, whatever their size: the pieces that wait to be collected, and the code; before
// they were sent in pieces and read row by row, one of text alone took twenty times its size
it.runIf(process.platform === 'linux')(
  'files are uploaded and previewed in less memory than six times the size of one',
  async () => {
    const told = createInterface(child.stdout)[Symbol.asyncIterator]();
    const { origin, href } = new URL((await told.next()).value!);
    const { headers } = await fetch(href, { redirect: 'manual' });
    const socket = new WebSocket(`${origin.replace('http', 'ws')}/api`, {
      headers: { Cookie: headers.get('set-cookie')!.split(';')[0]!, Origin: origin },
    });
    const engine: ContractRouterClient<typeof api> = createORPCClient(
      new RPCLink({ websocket: socket as unknown as globalThis.WebSocket }),
    );
    for (const file of [
      fileOf('films.jsonl', '', `${JSON.stringify({ text: TEXT, label: 'good' })}\n`),
      fileOf('films.csv', 'text,label\n', `"""${TEXT}""",good\n`),
      fileOf('films.txt', '', `${TEXT}\n`),
    ]) {
      const { sample } = await engine.files.take(await sendFile(engine, file));
      expect(sample[0]!.text).toContain('a warm and gentle film');
    }
    socket.close();
    child.stdin.end();
    const { value: growth } = await told.next();
    expect(Number(growth)).toBeLessThan(6 * SIZE);
  },
);
