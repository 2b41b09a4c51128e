import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { commandLine, finishedProject } from './commandLine.ts';

/** The lines that Stillroom writes, but for the seconds of an entry, which nobody checks. */
const FACTS = JSON.stringify({
  verdict: '',
  phases: [],
  facts: [],
  entries: [{ title: 'a secret', rows: { dropped: {} } }],
});

it('a fault ends with 1 and names the log, which has the fault and none of the content', async () => {
  const { folder, run } = commandLine();
  const project = await finishedProject(path.join(folder, 'p.stillroom'));
  project.database.run('UPDATE runs SET facts = ?', FACTS);
  project.close();
  const { code, stderr } = await run('report', 'p.stillroom');
  expect(code).toBe(1);
  const file = /^This is a fault of Stillroom's own\. The log has more: (.*)$/m.exec(stderr)?.[1];
  const log = readFileSync(file!, 'utf8');
  expect(file!.startsWith(folder)).toBe(true);
  expect(log).toMatch(/\[error\] +TypeError: /);
  expect(log).toMatch(/^ {4}at .*<app>.*\.ts:\d+/m);
  expect(log).not.toContain('secret');
});

it('what the user can put right is no fault', async () => {
  const { run } = commandLine();
  const { code, stderr } = await run('report', 'nowhere.stillroom');
  expect(code).toBe(2);
  expect(stderr).not.toContain('log');
});
