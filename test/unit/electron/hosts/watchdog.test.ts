import { fork, spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { ENGINE_PID } from '../../../../electron/contract/desktop.ts';
import { isAlive, until } from '../../../fixtures/cli.ts';

const DEAF = fileURLToPath(new URL('../../../fixtures/deafHost.ts', import.meta.url));

it('ends a host that hears nothing when its engine is gone, a sibling of it', async () => {
  const engine = spawn(process.execPath, ['-e', 'setInterval(() => {}, 1000)']);
  const host = fork(DEAF, { env: { ...process.env, [ENGINE_PID]: String(engine.pid) } });
  await new Promise((resolve) => host.once('message', resolve));
  await new Promise((resolve) => setTimeout(resolve, 1200));
  expect(isAlive(host.pid!)).toBe(true);
  engine.kill('SIGKILL');
  await until(() => !isAlive(host.pid!), 2000);
});
