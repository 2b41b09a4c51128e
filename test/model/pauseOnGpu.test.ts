import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { childrenOf, isAlive, startCli, until } from '../fixtures/cli.ts';

const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-gpu-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a pause waits for no call where a GPU works: its processes end within seconds', async () => {
  cpSync('resources/demo', folder, { recursive: true });
  const teacher = await openModelStore().require('smollm2-135m-instruct', 'teacher');
  const models = path.dirname(path.dirname(Object.values(teacher.files)[0]!));
  // without a GPU llama.cpp computes these layers itself; 16 texts on one thread take many seconds
  const engine = startCli(
    [
      ...['run', path.join(folder, 'experiment.yaml'), '--teacher-gpu-layers', '4'],
      ...['--teacher-layout', '1x16x1'],
    ],
    models,
  );
  let said = '';
  engine.stderr?.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  const ended = new Promise<number | null>((resolve) => engine.once('close', resolve));
  await until(() => /s3\/seed\/generate/.test(said), 120_000);
  const hosts = childrenOf(engine.pid!);
  expect(hosts.length).toBeGreaterThan(0);
  process.kill(-engine.pid!, 'SIGINT');
  await until(() => !hosts.some(isAlive), 4000);
  expect(await ended).toBe(130);
  expect(said).toMatch(/Paused\. Run the same command to resume\./);
});
