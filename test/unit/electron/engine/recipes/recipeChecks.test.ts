import { expect, test } from 'vitest';
import { experimentSchema } from '../../../../../electron/contract/experiment.ts';
import { recipeSchema } from '../../../../../electron/contract/recipes/recipes.ts';
import type { GoldExample } from '../../../../../electron/engine/import/goldExample.ts';
import { recipeOf } from '../../../../../electron/engine/recipes/recipes.ts';
import { loadTask } from '../../../../../electron/engine/steps/context.ts';
import { fileWith, jsonl, refusalOf } from '../import/files.ts';

const TASK = {
  kind: 'text-classification',
  labels: { a: 'one', b: 'other' },
  prompts: 'generic',
} as const;
const row = (label: string, line: number): GoldExample => ({
  text: `text ${line}`,
  label,
  split: 'seed',
  file: 'seed.jsonl',
  line,
});
const BOTH = [row('a', 1), row('b', 2)];

function check(recipe: object, rows = BOTH, file = 'seed.jsonl', ofTask: object = TASK): void {
  const part = { file, text: 'text', label: 'label' };
  const parsed = recipeSchema.parse({ rows: 2, ...recipe });
  const experiment = experimentSchema.parse({
    project: 'p.stillroom',
    task: ofTask,
    teacher: 'tiny',
    student: { model: 'tiny' },
    gold: { seed: part, validation: part, test: part },
    recipes: [parsed],
  });
  const task = loadTask(experiment.task);
  recipeOf(parsed).check(parsed, { experiment, task, gold: rows });
}

test.each([
  { kind: 'fewgen' },
  { kind: 'synthesizrr', variant: 'zero-shot' },
  { kind: 'synthesizrr', variant: 'retricl' },
  { kind: 'hybrid' },
])('fewer rows than labels: %j', (recipe) => {
  expect(refusalOf(() => check({ ...recipe, rows: 1 }))).toBe(
    'recipes: 1 rows have none for the label b. Ask for more rows.',
  );
  check(recipe);
});

test.each([
  [{ kind: 'fewgen', shots: 3 }, 'FewGen', 'set shots to 0'],
  [{ kind: 'synthesizrr', variant: 'non-retricl' }, 'SynthesizRR Non-RetrICL', 'seedShots to 0'],
  [
    { kind: 'synthesizrr', variant: 'retricl', bootstrap: 4, bootstrapExamples: 2 },
    'SynthesizRR bootstrap',
    'bootstrapExamples to 0',
  ],
])('a label without a seed text that the prompt would show: %j', (recipe, name, wayOut) => {
  const sentence = refusalOf(() => check(recipe, [row('a', 1), { ...row('b', 2), split: 'test' }]));
  expect(sentence).toContain(`${name}: there is no seed text to show for the label b.`);
  expect(sentence).toContain(wayOut);
  check(recipe);
});

test('prompts that show no seed text need none', () => {
  check({ kind: 'fewgen', shots: 0 }, []);
  check({ kind: 'synthesizrr', variant: 'zero-shot' }, []);
  check({ kind: 'synthesizrr', variant: 'non-retricl', bootstrap: 3 }, []);
});

test('a label so rare in gold that it gets no row', () => {
  const texts = [...Array(9).fill('a'), 'b'].map((label, i) => ({ text: `text ${i}`, label }));
  const file = fileWith('seed.jsonl', jsonl(texts));
  const recipe = { kind: 'synthesizrr', variant: 'zero-shot', labelDistribution: 'gold' };
  expect(refusalOf(() => check(recipe, BOTH, file))).toContain(
    'or set labelDistribution to uniform',
  );
  check({ ...recipe, rows: 20 }, BOTH, file);
});

test('LLKD chooses among more passages than it learns from, with a student that knows two labels', () => {
  expect(refusalOf(() => check({ kind: 'llkd', rows: 9, pool: 9 }))).toBe(
    'recipes: llkd cannot choose 9 passages (rows) of 9 (pool). Set pool higher, or rows lower.',
  );
  const oneLabel = [row('a', 1), { ...row('b', 2), split: 'validation' as const }];
  expect(refusalOf(() => check({ kind: 'llkd' }, oneLabel))).toBe(
    "recipes: llkd asks a student of the seed set how sure it is, and all seed texts are labelled 'a'. " +
      'Label seed texts of another label too.',
  );
  check({ kind: 'llkd' });
});

test.each([
  [{ kind: 'synthesizrr', variant: 'retricl', lowerCosine: 0.9 }, 'lowerCosine of synthesizrr'],
  [
    { kind: 'synthesizrr', variant: 'retricl', lowerShotCosine: 0.95 },
    'lowerShotCosine of synthesizrr',
  ],
  [{ kind: 'hybrid', lowerCosine: 0.95, upperCosine: 0.5 }, 'lowerCosine of hybrid'],
])('a cosine window that nothing fits: %j', (recipe, name) => {
  expect(refusalOf(() => check(recipe))).toContain(`recipes: ${name} is `);
});

test.each([
  [
    'text-pair-classification',
    'generic-pairs',
    { contrast: 'on' },
    'contrast of s3 is for a text-',
  ],
  ['extractive-qa', 'adqa', { mostErrors: 4 }, 'mostErrors of s3 is for labels'],
  ['extractive-qa', 'adqa', { errorsOf: 'labelsAndRows' }, 'errorsOf of s3 is for labels'],
])('a setting for labels in a task of %s', (kind, prompts, settings, sentence) => {
  const labels = kind === 'extractive-qa' ? {} : { labels: TASK.labels };
  const task = { kind, prompts, ...labels };
  expect(refusalOf(() => check({ kind: 's3', ...settings }, BOTH, 'seed.jsonl', task))).toContain(
    `recipes: ${sentence}`,
  );
});
