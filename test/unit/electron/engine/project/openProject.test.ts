import { readFileSync, statSync, truncateSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openProject } from '../../../../../electron/engine/project/project.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

async function closedProject(): Promise<string> {
  const rows = Array.from({ length: 2000 }, (_, i) => ({
    text: `row ${i} of a project that is about to lose its end`,
    label: 'good',
  }));
  const project = await projectWithRows(rows);
  project.close();
  return project.folder;
}

it('refuses a database that was cut in half, in words, and leaves it as it is', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  truncateSync(file, statSync(file).size / 2);
  const before = readFileSync(file);
  await expect(openProject(folder, { create: false })).rejects.toMatchObject({
    name: 'BadInput',
    message: expect.stringMatching(/project\.db is damaged.*Restore the project/s),
  });
  expect(readFileSync(file).equals(before)).toBe(true);
});

it('refuses a file that is no database', async () => {
  const folder = await closedProject();
  const file = path.join(folder, 'project.db');
  truncateSync(file, 40);
  await expect(openProject(folder, { create: false })).rejects.toMatchObject({ name: 'BadInput' });
});

it('says who has it when it is open elsewhere', async () => {
  const folder = await closedProject();
  const first = await openProject(folder, { create: false });
  await expect(openProject(folder, { create: false })).rejects.toThrow(
    'is open in another Stillroom',
  );
  first.close();
});
