import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { globSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { draftSchema } from '../../../electron/contract/draft.ts';
import { writeDraft } from '../../../electron/engine/session/draft.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { projectWithRows } from '../../fixtures/rowsProject.ts';

const ENGINE = fileURLToPath(new URL('../../fixtures/limitedEngine.ts', import.meta.url));
/** Larger than the log that opening a project writes, smaller than each call's own writing. */
const MOST_KIB = 200;

let home: string;
let project: string;
let before: unknown;
let told: { readonly ended: Record<string, string>; readonly left: readonly string[] };

const reviewsOf = (folder: string) => {
  const database = openDatabase(path.join(folder, 'project.db'));
  const rows = database.all('SELECT id, state, text, label FROM review_rows ORDER BY id');
  database.close();
  return rows;
};

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-full-'));
  const rows = Array.from({ length: 3000 }, (_, i) => ({
    // nothing that Parquet could compress
    text: `row ${i} ${createHash('sha512').update(`${i}`).digest('hex')}`,
    label: i % 2 ? 'good' : 'bad',
  }));
  const made = await projectWithRows(rows);
  const draft = draftSchema.parse({
    task: { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } },
    gold: {},
    corpus: [],
    teacher: 'smollm2-135m-instruct',
    student: { model: 'all-minilm-l6-v2' },
  });
  writeDraft(made, draft);
  made.close();
  project = made.folder;
  before = reviewsOf(project);
  const out = execFileSync(
    'bash',
    ['-c', `ulimit -f ${MOST_KIB}; exec "$0" "$@"`, process.execPath, ENGINE, home, project],
    { encoding: 'utf8', env: { ...process.env, STILLROOM_HOME: home } },
  );
  told = JSON.parse(out);
});
afterAll(() => {
  for (const folder of [home, path.dirname(project)])
    rmSync(folder, { recursive: true, force: true });
});

it('each call says that it could not write, and why', () => {
  for (const [name, end] of Object.entries(told.ended)) {
    expect(end, name).toMatch(/^BAD_INPUT .* could not be written, because /);
  }
});

it('leaves neither half a file nor half an action', () => {
  expect(told.left).toEqual([]);
  expect(globSync('{exports,.}/**/*.part', { cwd: project })).toEqual([]);
  expect(globSync('**/*.part', { cwd: home })).toEqual([]);
  expect(reviewsOf(project)).toEqual(before);
});
