import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { ExportRequest } from '../../../../../electron/contract/exportRequest.ts';
import { exportReviewed } from '../../../../../electron/engine/export/exportReviewed.ts';
import type { Project } from '../../../../../electron/engine/project/project.ts';
import { projectWithRows } from '../../../../fixtures/rowsProject.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

const LABELS = [
  { name: 'good', meaning: 'liked' },
  { name: 'bad', meaning: 'disliked' },
];

let project: Project;
beforeEach(async () => {
  project = await projectWithRows([
    { text: 'one', label: 'good' },
    { text: 'two', label: 'bad' },
  ]);
});
afterEach(() => project.close());

const written = (request: Partial<ExportRequest> = {}) =>
  exportReviewed(project, { what: 'csvPlain', only: 'notRejected', ...request }, LABELS);

it('writes to the project unless a folder is chosen, and says where', async () => {
  expect(await written()).toEqual({
    name: 'rows-not-rejected.plain.csv',
    path: project.path('exports', 'rows-not-rejected.plain.csv'),
    rows: 2,
  });
  const folder = path.join(temporaryFolder(), 'new', 'folder');
  const { path: file } = await written({ folder, name: 'Filme 2031 ä' });
  expect(file).toBe(path.join(folder, 'Filme 2031 ä.plain.csv'));
  expect(readFileSync(file, 'utf8').split('\n')).toHaveLength(4);
});

it('adds the ending once, however it was typed', async () => {
  const folder = temporaryFolder();
  const names = [];
  for (const name of ['a', 'b.xlsx', 'C.XLSX', 'd.csv']) {
    names.push((await written({ what: 'xlsx', folder, name })).name);
  }
  expect(names).toEqual(['a.xlsx', 'b.xlsx', 'C.XLSX', 'd.csv.xlsx']);
  expect((await written({ folder, name: 'e' })).name).toBe('e.plain.csv');
  expect((await written({ folder, name: 'e.csv' })).name).toBe('e.csv');
});

it.each([
  'a/b',
  'a\\b',
  '..',
  '.hidden',
  'con',
  'what?',
  'a\nb',
  `${'x'.repeat(250)}`,
  '.plain.csv',
])('refuses the name %j, which is none on every system', async (name) => {
  const folder = temporaryFolder();
  await expect(written({ folder, name })).rejects.toThrow('cannot be the name of a file');
  expect(readdirSync(folder)).toEqual([]);
});

it.each(['exports', './here', '~/films'])(
  'refuses the folder %j, which is no whole path',
  async (folder) => {
    await expect(written({ folder })).rejects.toThrow('is not a whole path');
  },
);

it('refuses the project’s own folders, by a link too', async () => {
  const inside = [[], ['students'], ['new'], ['exports', 'deeper']].map((parts) =>
    path.join(project.folder, ...parts),
  );
  for (const folder of inside) {
    await expect(written({ folder })).rejects.toThrow('is inside the project');
  }
  const link = path.join(temporaryFolder(), 'link');
  symlinkSync(project.path('students'), link);
  await expect(written({ folder: link })).rejects.toThrow('is inside the project');
  expect((await written({ folder: project.path('exports') })).rows).toBe(2);
});

it('keeps a file or a folder that Stillroom did not write', async () => {
  const folder = temporaryFolder();
  writeFileSync(path.join(folder, 'films.plain.csv'), 'mine');
  await expect(written({ folder, name: 'films' })).rejects.toThrow('was not written by Stillroom');
  expect(readFileSync(path.join(folder, 'films.plain.csv'), 'utf8')).toBe('mine');
  mkdirSync(path.join(folder, 'films'));
  writeFileSync(path.join(folder, 'films', 'notes.txt'), 'mine');
  const dataset = written({ what: 'huggingFace', folder, name: 'films' });
  await expect(dataset).rejects.toThrow('was not written by Stillroom');
  expect(readdirSync(path.join(folder, 'films'))).toEqual(['notes.txt']);
});

it('says in the card of a dataset which recipe and teacher made its rows', async () => {
  const { path: folder, name } = await written({ what: 'huggingFace' });
  expect(name).toBe('hugging-face-not-rejected');
  const readme = readFileSync(path.join(folder, 'README.md'), 'utf8');
  expect(readme).toContain('| Learn from mistakes (S3) | 2 | tiny | 7 |');
  expect(readme).toContain('- Teacher tiny: its licence is not known here.');
  expect(existsSync(path.join(folder, 'croissant.json'))).toBe(true);
});
