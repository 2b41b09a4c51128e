import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  deleteProject,
  projectContents,
} from '../../../../../electron/engine/deletion/deleteProject.ts';
import { apiRouter, openSession } from '../../../../../electron/engine/engine.ts';
import { openProject } from '../../../../../electron/engine/project/project.ts';
import { openAppState } from '../../../../../electron/engine/session/appState.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';

let folder: string;
beforeEach(async () => {
  const project = await projectWithRows([{ text: 'a row', label: 'good' }]);
  project.close();
  folder = project.folder;
});
afterEach(() => rmSync(path.dirname(folder), { recursive: true, force: true }));

it('removes a project, with its backups and exports', () => {
  writeFileSync(path.join(folder, 'project.db.version-20.backup'), 'old');
  mkdirSync(path.join(folder, 'exports', 'x'), { recursive: true });
  writeFileSync(path.join(folder, 'exports', 'x', 'rows.csv'), 'text\n');
  const { files, bytes, left } = projectContents(folder);
  expect(files).toBeGreaterThanOrEqual(3);
  expect(bytes).toBeGreaterThan(1000);
  expect(left).toEqual([]);
  expect(deleteProject(folder)).toEqual({ folder, files, bytes, left });
  expect(existsSync(folder)).toBe(false);
});

it('leaves what is not Stillroom’s, also behind a link', () => {
  const outside = path.join(path.dirname(folder), 'mine');
  mkdirSync(outside);
  writeFileSync(path.join(outside, 'thesis.txt'), 'mine');
  symlinkSync(outside, path.join(folder, 'imports'));
  writeFileSync(path.join(folder, 'notes.txt'), 'mine too');
  expect(deleteProject(folder).left).toEqual(['notes.txt']);
  expect(readdirSync(folder)).toEqual(['notes.txt']);
  expect(readFileSync(path.join(outside, 'thesis.txt'), 'utf8')).toBe('mine');
});

it('refuses what is no project, and one that is open elsewhere', async () => {
  const other = path.join(path.dirname(folder), 'photos');
  mkdirSync(other);
  expect(() => deleteProject(other)).toThrow('is no project');
  const open = await openProject(folder, { create: false });
  expect(() => deleteProject(folder)).toThrow('is open in another Stillroom');
  open.close();
  expect(readdirSync(folder)).toContain('project.db');
});

it('deletes a damaged project', () => {
  writeFileSync(path.join(folder, 'project.db'), 'no database any more');
  deleteProject(folder);
  expect(existsSync(folder)).toBe(false);
});

it('a page deletes projects of the list only, the open one among them', async () => {
  const home = path.join(path.dirname(folder), 'home');
  const app = openAppState({ STILLROOM_HOME: home });
  const session = openSession(app);
  const engine = createRouterClient(apiRouter(), { context: { session } });
  await expect(engine.start.contents({ folder })).rejects.toThrow('not among the recent projects');
  await expect(engine.start.delete({ folder })).rejects.toThrow('not among the recent projects');
  expect(existsSync(folder)).toBe(true);
  app.remember(folder);
  await engine.start.delete({ folder });
  expect(existsSync(folder)).toBe(false);
  expect(readFileSync(path.join(home, 'state.json'), 'utf8')).not.toContain(folder);
  await session.close();
});
