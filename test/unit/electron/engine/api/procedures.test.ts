import { readFileSync } from 'node:fs';
import path from 'node:path';
import { call } from '@orpc/server';
import { beforeEach, expect, it, vi } from 'vitest';
import { openProcedures } from '../../../../../electron/engine/api/procedures.ts';
import { beginLog } from '../../../../../electron/engine/log/log.ts';
import type { Session } from '../../../../../electron/engine/session/session.ts';
import { BadInput } from '../../../../../models/badInput.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

let file: string;
beforeEach(() => {
  process.env.STILLROOM_HOME = temporaryFolder();
  file = path.join(process.env.STILLROOM_HOME, 'stillroom.log');
  beginLog('serve');
});

const WAITING = path.join(path.sep, 'home', 'ada', 'waiting');

/** Calls a procedure whose handler throws. */
const callThat = (error: Error) => {
  const { start } = openProcedures();
  const procedure = start.recent.handler(() => {
    throw error;
  });
  const session = { app: { waitingFolder: WAITING } } as Session;
  return call(procedure, undefined, { context: { session } });
};

it('a fault is told with the log’s name, and stands in it', async () => {
  const onConsole = vi.spyOn(console, 'error').mockImplementation(() => {});
  const told = `it broke (The log has more: ${file})`;
  await expect(callThat(new Error('it broke'))).rejects.toMatchObject({
    code: 'FAULT',
    message: told,
    data: { message: told },
  });
  expect(onConsole).toHaveBeenCalledOnce();
  onConsole.mockRestore();
  expect(readFileSync(file, 'utf8')).toMatch(/\[error\] +Error: it broke\n {4}at /);
});

it('what the user can put right is told as it is, and is not in the log', async () => {
  await expect(callThat(new BadInput('line 3 is empty'))).rejects.toMatchObject({
    code: 'BAD_INPUT',
    message: 'line 3 is empty',
  });
  expect(readFileSync(file, 'utf8')).not.toContain('line 3');
});

it('uploaded files are told by their names, and other files by where they are', async () => {
  const [one, two] = ['a1', 'b2'].map((upload) => path.join(WAITING, upload));
  const other = path.join(path.sep, 'home', 'ada', 'test.csv');
  const sentence = (seed: string, letter: string) =>
    `${seed}, line 3 has the text of ${other}; ${letter} is a scan.`;
  const given = sentence(path.join(one!, 'seed.csv'), path.join(two!, 'letters', 'may.pdf'));
  await expect(callThat(new BadInput(given))).rejects.toMatchObject({
    message: sentence('seed.csv', path.join('letters', 'may.pdf')),
  });
});
