import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { answerTo, scriptedModels } from '../../../../fixtures/scriptedModels.ts';
import {
  KNOWN_LABELS,
  makeTinyModels,
  type TinyOptions,
} from '../../../../fixtures/tinyProject.ts';
import { tracedRun } from '../../../../fixtures/tracedRun.ts';

// the real models' files, whose contents are in every hash; but what they would answer depends on a
// machine's arithmetic, and later steps have answers among their inputs
vi.mock('../../../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: ({ base }: { base?: object }) => scriptedModels(base ? { draft: answerTo } : {}),
}));

const LIST = fileURLToPath(new URL('../../../../fixtures/stepHashes.json', import.meta.url));

const EXPERIMENTS: Readonly<Record<string, { recipes: readonly string[]; options: TinyOptions }>> =
  {
    texts: {
      recipes: [
        '{ kind: s3, rows: 24, rounds: 1 }',
        '{ kind: s3WithoutEes, rows: 26 }',
        '{ kind: goldgen, rows: 20 }',
        '{ kind: synthesizrr, variant: zero-shot, rows: 12, upperCosine: 1, bootstrap: 4, frame: raw }',
        '{ kind: synthesizrr, variant: retricl, shots: 2, rows: 12, upperCosine: 1, frame: raw }',
        '{ kind: synthesizrr, variant: non-retricl, seedShots: 2, rows: 12, retrieval: bm25, frame: raw }',
        '{ kind: fewgen, rows: 12, shots: 0, subsample: 8, frame: raw }',
        '{ kind: fewgen, rows: 12, shots: 2, frame: raw }',
        '{ kind: zerogen, rows: 12 }',
        '{ kind: sungen, rows: 24, iterations: 5 }',
        '{ kind: progen, rows: 24, firstMilestone: 12 }',
        '{ kind: attrprompt, rows: 12, values: 3 }',
        '{ kind: attrprompt, variant: simple, rows: 12 }',
        '{ kind: transfer, rows: 12, s3Rows: 24, rounds: 1 }',
        '{ kind: transfer, add: synAdd, rows: 12, rounds: 1 }',
        '{ kind: teacherLabels, rows: 20 }',
        '{ kind: llkd, rows: 12, pool: 30 }',
        '{ kind: regen, rows: 6, rounds: 0, depth: 15, threshold: 0 }',
        '{ kind: hybrid, rows: 12, rounds: 1, shots: 2, upperCosine: 1, frame: raw }',
      ],
      options: { ...KNOWN_LABELS, student: ', seeds: 2', more: 'dataMap: { filter: variability }' },
    },
    // the same recipes where the teacher has a chat template, as the tiny one does
    chats: {
      recipes: [
        '{ kind: synthesizrr, variant: zero-shot, rows: 12, upperCosine: 1, bootstrap: 4 }',
        '{ kind: synthesizrr, variant: retricl, shots: 2, rows: 12, upperCosine: 1 }',
        '{ kind: synthesizrr, variant: non-retricl, seedShots: 2, rows: 12, retrieval: bm25 }',
        '{ kind: fewgen, rows: 12, shots: 0 }',
        '{ kind: fewgen, rows: 12, shots: 2 }',
        '{ kind: hybrid, rows: 12, rounds: 1, shots: 2, upperCosine: 1 }',
      ],
      options: KNOWN_LABELS,
    },
    options: {
      recipes: [
        '{ kind: s3, rows: 24, rounds: 0, verbalized: 3 }',
        '{ kind: goldgen, rows: 20, verbalized: 3 }',
        '{ kind: fewgen, rows: 12, shots: 0, verbalized: 3 }',
        '{ kind: fewgen, rows: 12, shots: 2, refine: on }',
        '{ kind: zerogen, rows: 12, refine: on }',
        '{ kind: attrprompt, rows: 12, values: 3, listedBy: documents }',
        '{ kind: attrprompt, variant: simple, rows: 12, refine: on }',
      ],
      options: { ...KNOWN_LABELS, more: 'base: tiny-quoter' },
    },
    pairs: {
      recipes: [
        '{ kind: s3, rows: 24, rounds: 1 }',
        '{ kind: goldgen, rows: 20 }',
        '{ kind: zerogen, rows: 12 }',
        '{ kind: sungen, use: selected, rows: 24, iterations: 5 }',
        '{ kind: progen, rows: 24, firstMilestone: 12 }',
      ],
      options: { isOfPairs: true, prompts: 'rte', labels: ['entailment', 'not_entailment'] },
    },
    questions: {
      recipes: ['{ kind: s3, rows: 24, rounds: 1 }', '{ kind: goldgen, rows: 20 }'],
      options: { isOfQuestions: true, prompts: 'adqa' },
    },
  };

const WHAT_TO_DO =
  'These steps have other hashes than in test/fixtures/stepHashes.json, so projects that have done them ' +
  'would do them again: hours of calls and trainings. Where nothing else is computed than before, change ' +
  'the code so that the inputs stay as they were; a new input can be left out where it has its default. ' +
  'Where a step does compute something else, that is right: write the list anew with ' +
  '`UPDATE_STEPS=1 npm run -s test:fast`, and say in the commit what runs again and why.';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-hashes-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each(Object.entries(EXPERIMENTS))(
  'the steps of %s are those of projects that are there',
  async (name, { recipes, options }) => {
    const { database } = await tracedRun(path.join(folder, name), models, recipes, options);
    const steps = database.all<{ key: string; hash: string }>(
      'SELECT key, hash FROM steps ORDER BY id',
    );
    database.close();
    const hashes = steps.map(({ key, hash }) => `${key} ${hash.slice(0, 16)}`);
    const lists = JSON.parse(readFileSync(LIST, 'utf8')) as Record<string, string[]>;
    if (process.env.UPDATE_STEPS) {
      writeFileSync(LIST, `${JSON.stringify({ ...lists, [name]: hashes }, null, 2)}\n`);
    } else expect(hashes, WHAT_TO_DO).toEqual(lists[name]);
  },
);
