import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import type { Hosts } from '../../../../../electron/engine/runtime/hosts.ts';
import { recordedKeys } from '../../../../fixtures/recordedKeys.ts';
import { scriptedModels } from '../../../../fixtures/scriptedModels.ts';
import { makeTinyModels } from '../../../../fixtures/tinyProject.ts';
import { tracedRun } from '../../../../fixtures/tracedRun.ts';

// how many calls a teacher of this test answers at once, and how many it had at once
let parallel = 1;
let most = 0;

vi.mock('../../../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: slowModels,
}));

/** Models by a script whose teacher is slow to list reasons for the first label. */
function slowModels(): Hosts {
  const models = scriptedModels();
  let working = 0;
  return {
    ...models,
    teacher: {
      ...models.teacher,
      parallel,
      async generate(prompt, sampling) {
        if (!/\breasons\b/.test(prompt.text)) return models.teacher.generate(prompt, sampling);
        working++;
        most = Math.max(most, working);
        await setTimeout(prompt.text.includes('positive') ? 40 : 5);
        working--;
        return models.teacher.generate(prompt, sampling);
      },
    },
  };
}

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-rationales-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** S3's seed set of a teacher that answers so many calls at once. */
async function seedSet(calls: number) {
  parallel = calls;
  most = 0;
  const recipes = ['{ kind: s3, rows: 12, rounds: 1, rationales: 5 }'];
  const { database, notes } = await tracedRun(path.join(folder, `${calls}`), models, recipes);
  const steps = database.all('SELECT key, hash FROM steps ORDER BY key');
  const asked = recordedKeys(database, { place: ['s3', 'rationales'] }).length;
  const rows = database.all(
    `SELECT key, i, prompt, output FROM generations JOIN steps ON id = step ORDER BY key, i`,
  );
  database.close();
  return { steps, asked, rows, notes: notes.filter((note) => note.includes('rationales')), most };
}

it('asks for the rationales of all labels at once, and writes the same rows', async () => {
  const [one, two] = [await seedSet(1), await seedSet(2)];
  expect([one.most, two.most]).toEqual([1, 2]);
  expect(two).toEqual({ ...one, most: 2 });
  // the first call of each label brings three of five reasons
  expect(two.asked).toBe(4);
});
