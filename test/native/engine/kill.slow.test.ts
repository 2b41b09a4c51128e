import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type KilledRuns, surviveKills } from '../../fixtures/surviveKills.ts';
import { KNOWN_LABELS, makeTinyModels } from '../../fixtures/tinyProject.ts';

const BASELINES: KilledRuns = {
  kills: 4,
  options: {
    ...KNOWN_LABELS,
    student: ', labelsAndRows: weighted',
    recipes: [
      '{ kind: fewgen, rows: 12, shots: 0 }',
      '{ kind: fewgen, rows: 12, shots: 3 }',
      '{ kind: synthesizrr, variant: non-retricl, rows: 12, retrieval: bm25 }',
      '{ kind: teacherLabels, rows: 30 }',
      // the tiny teacher lists nothing
      '{ kind: attrprompt, rows: 16, attributes: { subject: [baban, cocor], style: [didil, fefen] } }',
    ],
  },
  recipes: [
    'fewgen-zero-shot',
    'fewgen-few-shot',
    'synthesizrr-non-retricl',
    'teacherLabels',
    'attrprompt-attributed',
  ],
};
const COMPARED: KilledRuns = {
  kills: 4,
  options: {
    more: 'dataMap: { filter: confidence }\nequalSizes: on',
    student: ', labelsAndRows: mixed',
    recipes: [
      '{ kind: s3, rows: 12, rounds: 3, until: converged, rationales: 0, contrast: on, mostErrors: 5 }',
      '{ kind: s3WithoutEes, rows: 20 }',
      '{ kind: goldgen, rows: 20 }',
    ],
  },
  recipes: ['s3', 's3WithoutEes', 'goldgen'],
};
const PAIRS: KilledRuns = {
  kills: 3,
  options: {
    isOfPairs: true,
    prompts: 'rte',
    labels: ['entailment', 'not_entailment'],
    recipes: ['{ kind: s3, rows: 16, rounds: 1 }', '{ kind: goldgen, rows: 20 }'],
  },
  recipes: ['s3', 'goldgen'],
};
const QUESTIONS: KilledRuns = {
  kills: 3,
  options: {
    isOfQuestions: true,
    prompts: 'adqa',
    recipes: ['{ kind: s3, rows: 12, rounds: 1 }', '{ kind: goldgen, rows: 16 }'],
  },
  recipes: ['s3', 'goldgen'],
};
const HYBRID: KilledRuns = {
  kills: 4,
  options: {
    student: ', labelsAndRows: rowsThenLabels',
    recipes: [
      '{ kind: hybrid, rows: 12, rounds: 2, shots: 2, upperCosine: 1 }',
      '{ kind: synthesizrr, variant: retricl, rows: 10, shots: 2, upperCosine: 1, bootstrap: 6, subsample: 6 }',
    ],
  },
  recipes: ['hybrid', 'synthesizrr-retricl'],
};
const TRANSFER: KilledRuns = {
  kills: 4,
  options: {
    teacher: 'tiny-quoter',
    recipes: [
      '{ kind: zerogen, rows: 40, shortestWords: 3 }',
      '{ kind: transfer, rows: 24, shortestWords: 3, s3Rows: 12, rounds: 1 }',
      '{ kind: transfer, add: synAdd, rows: 24, shortestWords: 3, rounds: 1 }',
    ],
  },
  recipes: ['zerogen', 'transfer-ourAdd', 'transfer-synAdd'],
};

/** Its student must tell the documents of one label from those of the other, as a regression can. */
const FOUND: KilledRuns = {
  kills: 3,
  options: {
    ...KNOWN_LABELS,
    student: ', method: head',
    recipes: [
      '{ kind: regen, rows: 8, rounds: 1, depth: 15, threshold: 0, queries: { baban: ha haban, vojon: tesum voril } }',
    ],
  },
  recipes: ['regen'],
};

const WEIGHED: KilledRuns = {
  kills: 3,
  options: {
    teacher: 'tiny-quoter',
    recipes: [
      '{ kind: sungen, rows: 60, shortestWords: 3, iterations: 30 }',
      '{ kind: sungen, use: selected, rows: 60, shortestWords: 3, iterations: 30 }',
    ],
  },
  recipes: ['sungen-weighted', 'sungen-selected'],
};

const JUDGED: KilledRuns = {
  kills: 3,
  options: {
    teacher: 'tiny-quoter',
    student: ', method: finetune',
    recipes: ['{ kind: progen, rows: 80, firstMilestone: 20, shots: 2, shortestWords: 3 }'],
  },
  recipes: ['progen'],
};

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-kill-'));
  models = await makeTinyModels(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// S3 and SynthesizRR as they are run by default are killed in kill.test.ts
it.each([BASELINES, COMPARED, PAIRS, QUESTIONS, HYBRID, TRANSFER, FOUND, WEIGHED, JUDGED])(
  '$kills kills at random moments change, repeat and lose nothing of $recipes',
  async (killed) => {
    expect(await surviveKills(folder, models, killed)).toBe(killed.kills);
  },
);
