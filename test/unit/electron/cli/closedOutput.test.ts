import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { saveTinyStudent } from '../../../fixtures/savedStudent.ts';
import { commandLine, finishedProject } from './commandLine.ts';

const STILLROOM = fileURLToPath(new URL('../../../../electron/cli/stillroom.ts', import.meta.url));

const shell = (folder: string, command: string) =>
  spawnSync('bash', ['-c', `set -o pipefail; ${command}`], {
    cwd: folder,
    env: { ...process.env, HOME: folder, NODE: process.execPath, STILLROOM },
    encoding: 'utf8',
  });

it('a reader that has seen enough ends nothing, and a full disk is told', async () => {
  const { folder } = commandLine();
  const project = await finishedProject(path.join(folder, 'p.stillroom'));
  project.close();
  const closed = shell(folder, '"$NODE" "$STILLROOM" report p.stillroom | true');
  expect([closed.status, closed.stderr]).toEqual([0, '']);
  const full = shell(folder, '"$NODE" "$STILLROOM" report p.stillroom > /dev/full');
  expect(full.status).toBe(2);
  expect(full.stderr).toMatch(/^The output cannot be written: ENOSPC/);
});

it('predictions end with the pipe that takes them, without a word', async () => {
  const { folder, file } = commandLine();
  await saveTinyStudent(path.join(folder, 'student'), ['good', 'bad']);
  file('many.txt', Array.from({ length: 700 }, (_, i) => `a warm film ${i}\n`).join(''));
  const predict = '"$NODE" "$STILLROOM" predict student';
  const first = shell(folder, `${predict} many.txt | head -1`);
  expect([first.status, first.stderr]).toEqual([0, '']);
  expect(JSON.parse(first.stdout)).toMatchObject({ text: 'a warm film 0' });
  // a fault is told, whoever reads
  const gone = shell(folder, `${predict} gone.txt | head -1; echo "\${PIPESTATUS[0]}"`);
  expect([gone.stdout.trim(), gone.stderr]).toEqual(['2', 'gone.txt does not exist.\n']);
  const whole = shell(folder, `${predict} many.txt | wc -l`);
  expect(whole.stdout.trim()).toBe('700');
});

it('a report shows no control characters of somebody’s project', async () => {
  const { folder } = commandLine();
  const project = await finishedProject(path.join(folder, 'q.stillroom'));
  project.database.run(
    "UPDATE runs SET facts = replace(facts, 'S3 seed only', 'S3 \\u001b[2J only')",
  );
  project.close();
  const { stdout } = shell(folder, '"$NODE" "$STILLROOM" report q.stillroom');
  expect(stdout).toContain('S3  [2J only');
  expect(stdout).not.toContain('\u001b');
});
