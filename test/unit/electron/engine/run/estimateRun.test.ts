import { expect, it } from 'vitest';
import { dataMapSchema, experimentSchema } from '../../../../../electron/contract/experiment.ts';
import type { Sizes } from '../../../../../electron/engine/recipes/recipe.ts';
import { estimateRun, type Probe } from '../../../../../electron/engine/run/estimateRun.ts';
import { trainingTimes } from '../../../../../electron/engine/run/probeMachine.ts';

const PROBE: Probe = {
  calls: [{ seconds: 2, tokens: 30 }],
  drafts: [{ seconds: 3, tokens: 40 }],
  teachers: 2,
  secondsPerScore: 0.5,
  secondsPerStudentStep: 0.25,
  secondsPerHeadRow: 0.5,
  secondsPerEpoch: 1,
  secondsPerEmbedding: 0.1,
  uncertainty: 0.25,
};
const SIZES: Sizes = {
  task: 'text-classification',
  labels: 2,
  makesContexts: false,
  attributes: [
    { name: 'subject', isOfLabel: true },
    { name: 'style', isOfLabel: false },
  ],
  seed: 32,
  validation: 96,
  test: 104,
  passages: 50,
  reviewed: { accepted: 40, notRejected: 160 },
};
const { recipes } = experimentSchema.shape;
const STUDENT = experimentSchema.shape.student.parse({
  model: 'tiny',
  epochs: 2,
  leastSteps: 0,
  batch: 16,
});
const OFF = dataMapSchema.parse({});
const estimateOf = (recipe: unknown, dataMap = OFF) =>
  estimateRun([recipes.element.parse(recipe)], SIZES, { student: STUDENT, dataMap }, PROBE);
const secondsOf = (recipe: unknown, dataMap = OFF) =>
  Object.fromEntries(estimateOf(recipe, dataMap).parts.map(({ what, seconds }) => [what, seconds]));

it('counts S3’s calls and trainings: each round, the final student and the yardsticks', () => {
  // 2 labels x 3 + 64 rows + 2 rounds x a third of 96 errors = 134 calls
  // trainings on 64, 96; 128; seed 32, validation 96, both 128, labels and rows 256: 50 batches, 2 epochs each
  expect(secondsOf({ kind: 's3', rows: 64 })).toEqual({
    'Writing rows': 134 * 2,
    'Training students': 50 * 2 * 0.25 + 7 * 2 * 1,
    // validation and test, and the rows at the label gate
    'The teacher as classifier': (200 + 128) * 0.5,
  });
  const { seconds, least, most } = estimateOf({ kind: 's3', rows: 64 });
  expect([least, most]).toEqual([seconds / 1.25, seconds * 1.25]);
  expect(estimateOf({ kind: 's3', rows: 64 }).tokens).toBe(134 * 30);
});

it('of questions counts the labels of the seed set too, whose answers the rows have', () => {
  const recipe = recipes.element.parse({ kind: 's3', rows: 64 });
  const sizes = { ...SIZES, task: 'extractive-qa' as const, labels: 0 };
  const { parts } = estimateRun([recipe], sizes, { student: STUDENT, dataMap: OFF }, PROBE);
  // trainings on 64, 96; 128; seed 32, labels 32 + 96, these and rows 256: 44 batches
  expect(parts.find(({ what }) => what === 'Training students')).toMatchObject({
    seconds: 44 * 2 * 0.25 + 6 * 2 * 1,
  });
});

it('counts what S3 is compared with by the rows that are to be kept', () => {
  // trainings on 64 rows; seed 32, validation 96, both 128, labels and rows 192: 32 batches
  const training = 32 * 2 * 0.25 + 5 * 2 * 1;
  expect(secondsOf({ kind: 'goldgen', rows: 64 })).toMatchObject({
    'Writing rows': 64 * 2,
    'Training students': training,
  });
  expect(secondsOf({ kind: 's3WithoutEes', rows: 64 })).toMatchObject({
    'Writing rows': (2 * 3 + 64) * 2,
    'Training students': training,
  });
});

it('counts the titles that ZeroGen has made up first', () => {
  const recipe = recipes.element.parse({ kind: 'zerogen', rows: 65 });
  const callsWith = (makesContexts: boolean) =>
    estimateRun([recipe], { ...SIZES, makesContexts }, { student: STUDENT, dataMap: OFF }, PROBE)
      .tokens / 30;
  expect(callsWith(false)).toBe(65);
  // one for a row of each of the two labels
  expect(callsWith(true)).toBe(65 + 33);
});

it('counts the lists that AttrPrompt’s teacher makes first, and not those that are given', () => {
  const callsOf = (more: object) =>
    estimateOf({ kind: 'attrprompt', rows: 64, ...more }).tokens / 30;
  // 3 lists as long as 3 rows each, 20 short answers of an eighth
  expect(callsOf({})).toBe(64 + 9 + 3);
  expect(callsOf({ filter: 'off' })).toBe(64 + 9);
  expect(callsOf({ attributes: { subject: ['a'] } })).toBe(64 + 3);
  expect(callsOf({ attributes: { subject: ['a'], style: ['b'] } })).toBe(64);
  expect(callsOf({ variant: 'simple' })).toBe(64);
});

it('counts ZeroGen’s rows of transfer, and those of the S3 that it takes rows of', () => {
  // ZeroGen's 64 + 2 lists of 3 + S3's 64 + 2 rounds x 32 errors
  // trainings of S3 on 64, 96; 128; seed 32, validation 96, both 128, labels and rows 256: 50 batches
  const training = 50 * 2 * 0.25 + 7 * 2 * 1;
  expect(secondsOf({ kind: 'transfer', rows: 64 })).toMatchObject({
    'Writing rows': (64 + 6 + 64 + 64) * 2,
    'Training students': training,
  });
  // a smaller S3: trainings on 32, 64 come before, 46 batches in all
  expect(secondsOf({ kind: 'transfer', rows: 64, s3Rows: 32 })).toMatchObject({
    'Writing rows': (64 + 6 + 32 + 64) * 2,
    'Training students': 46 * 2 * 0.25 + 7 * 2 * 1,
  });
  expect(secondsOf({ kind: 'transfer', add: 'synAdd', rows: 64 })).toMatchObject({
    'Writing rows': (64 + 64) * 2,
    'Training students': training,
  });
});

it('counts no lists of reasons where there are none', () => {
  // 64 rows + 2 rounds x 32 errors
  expect(secondsOf({ kind: 's3', rows: 64, rationales: 0 })['Writing rows']).toBe(128 * 2);
  const recipe = recipes.element.parse({ kind: 's3', rows: 64 });
  const pairs = estimateRun(
    [recipe],
    { ...SIZES, task: 'text-pair-classification' },
    { student: STUDENT, dataMap: OFF },
    PROBE,
  );
  expect(pairs.tokens).toBe(128 * 30);
});

it('counts the teacher’s answers to the questions of validation and test', () => {
  const questions = estimateRun(
    [recipes.element.parse({ kind: 's3', rows: 64 })],
    { ...SIZES, task: 'extractive-qa' as const, labels: 0 },
    { student: STUDENT, dataMap: OFF },
    PROBE,
  );
  expect(questions.parts.at(-1)).toMatchObject({ what: 'The teacher asked', seconds: 200 * 2 });
});

it('counts no students of labels and rows if none are wanted', () => {
  const student = { ...STUDENT, labelsAndRows: 'off' as const };
  const recipe = recipes.element.parse({ kind: 's3', rows: 64 });
  const { parts } = estimateRun([recipe], SIZES, { student, dataMap: OFF }, PROBE);
  // trainings on 64, 96; 128; seed 32, validation 96: 26 batches
  expect(parts.find(({ what }) => what === 'Training students')).toMatchObject({
    seconds: 26 * 2 * 0.25 + 5 * 2 * 1,
  });
});

it('counts SynthesizRR’s passages and its fewer yardsticks', () => {
  // trainings on 64 rows; seed 32, both 128, labels and rows 192: 26 batches
  expect(secondsOf({ kind: 'synthesizrr', variant: 'zero-shot', rows: 64 })).toEqual({
    'Embedding your documents': 5,
    'Writing rows': 64 * 2,
    'Training students': 26 * 2 * 0.25 + 4 * 2 * 1,
    'The teacher as classifier': (200 + 64) * 0.5,
  });
});

it('counts the hybrid as both: passages, errors, and the labels of both splits', () => {
  // 64 rows + 2 rounds x 32 errors = 128 calls
  // trainings on 64, 96; 128; seed 32, both 128, labels and rows 256: 44 batches
  expect(secondsOf({ kind: 'hybrid', rows: 64 })).toEqual({
    'Embedding your documents': 5,
    'Writing rows': 128 * 2,
    'Training students': 44 * 2 * 0.25 + 6 * 2 * 1,
    'The teacher as classifier': (200 + 128) * 0.5,
  });
});

it('embeds documents only where they are found by meaning', () => {
  const recipe = { kind: 'synthesizrr', variant: 'non-retricl', rows: 64, retrieval: 'bm25' };
  expect(secondsOf(recipe)['Embedding your documents']).toBeUndefined();
});

it('counts FewGen’s yardsticks, whether or not it uses labels', () => {
  // trainings on 64 rows; seed 32, both 128, labels and rows 192: 26 batches
  const trainings = (shots: number) =>
    secondsOf({ kind: 'fewgen', rows: 64, shots })['Training students'];
  expect(trainings(32)).toBe(26 * 2 * 0.25 + 4 * 2 * 1);
  expect(trainings(0)).toBe(26 * 2 * 0.25 + 4 * 2 * 1);
});

it('counts what a student learns of rows that are drawn, and a seed set that is written', () => {
  // 20 texts of 2 labels + 64 rows; trainings on 32 rows; seed 32, both 128, labels and rows 160: 22 batches
  const recipe = { kind: 'synthesizrr', variant: 'retricl', rows: 64, subsample: 32 };
  const settings = { ...recipe, bootstrap: 20, bootstrapExamples: 5 };
  expect(secondsOf(settings)).toMatchObject({
    'Writing rows': 104 * 2,
    'Training students': 22 * 2 * 0.25 + 4 * 2 * 1,
  });
});

it('counts teacher labels by passages there are, and the orders of the labels', () => {
  // 50 passages, fewer than asked for; trainings on 50; seed 32, both 128, labels and rows 178: 26 batches
  expect(secondsOf({ kind: 'teacherLabels', rows: 64 })).toEqual({
    'Labelling your documents': 50 * 2 * 0.5,
    'Training students': 26 * 2 * 0.25 + 4 * 2 * 1,
    'The teacher as classifier': (200 + 50) * 0.5,
  });
});

it('counts the passages that LLKD judges, and the student that it asks', () => {
  // trainings on the seed's 32; 20 rows; seed 32, both 128, labels and rows 148: 24 batches
  expect(secondsOf({ kind: 'llkd', rows: 20, pool: 40 })).toEqual({
    'Labelling your documents': 40 * 2 * 0.5,
    'Training students': 24 * 2 * 0.25 + 5 * 2 * 1,
    'The teacher as classifier': (200 + 20) * 0.5,
  });
});

it('counts the student that draws a data map, and the one without the rows that it leaves out', () => {
  // trainings on 64 rows; seed 32, both 128; labels and rows 192; the map's 64, and 53 of them: 34 batches
  const map = dataMapSchema.parse({ filter: 'variability' });
  const training = secondsOf({ kind: 'fewgen', rows: 64 }, map)['Training students'];
  expect(training).toBe((4 + 2 + 8 + 12 + 4 + 4) * 2 * 0.25 + 6 * 2 * 1);
});

it('counts the folds of a check, which writes nothing', () => {
  // five students on 128 of 160 rows: 40 batches
  expect(secondsOf({ kind: 'confidence' })).toEqual({
    'Training students': 40 * 2 * 0.25 + 5 * 2 * 1,
  });
});

it('tells a step’s time from that between epochs', () => {
  const at = (epoch: number, seconds: number) => ({ epoch, at: 1000 * seconds });
  const steps = [at(1, 0), at(1, 2), at(1, 4), at(2, 9), at(2, 11)];
  expect(trainingTimes(steps)).toEqual({ secondsPerStudentStep: 2, secondsPerEpoch: 3 });
  expect(trainingTimes([at(1, 0), at(2, 3)])).toEqual({
    secondsPerStudentStep: 3,
    secondsPerEpoch: 0,
  });
});

it('counts the rows of students whose head alone is trained', () => {
  const student = { ...STUDENT, method: 'head' as const };
  const recipe = recipes.element.parse({ kind: 's3', rows: 64 });
  const { parts, notes } = estimateRun([recipe], SIZES, { student, dataMap: OFF }, PROBE);
  const rows = 64 + 96 + 128 + 32 + 96 + 128 + 256;
  expect(parts.find(({ what }) => what === 'Training students')).toEqual({
    what: 'Training students',
    detail: `7 students, ${rows} rows`,
    seconds: rows * 0.5,
  });
  expect(notes.join(' ')).not.toContain('training step');
});

it('counts the students that are trained to choose how students are trained', () => {
  const student = { ...STUDENT, leastSteps: 300 };
  const partsWith = (method: 'auto' | 'finetune') =>
    estimateRun(
      [recipes.element.parse({ kind: 's3', rows: 64 })],
      SIZES,
      { student: { ...student, method }, dataMap: OFF },
      PROBE,
    ).parts.find(({ what }) => what === 'Choosing how students are trained');
  // two thirds of 128 labels are 6 batches; two epochs of 25 passes are the first over 300
  expect(partsWith('auto')).toMatchObject({
    detail: '3 students, 900 steps',
    seconds: 900 * 0.25 + 3 * 2 * 1,
  });
  expect(partsWith('finetune')).toBeUndefined();
});

it('counts the steps that few rows are given at least', () => {
  // 64 rows in batches of 16 are 4 steps a pass; two epochs of 38 passes are the first over 300
  const student = { ...STUDENT, leastSteps: 300 };
  const { parts } = estimateRun(
    [recipes.element.parse({ kind: 's3', rows: 64 })],
    SIZES,
    { student, dataMap: OFF },
    PROBE,
  );
  const passes = [38, 25, 19, 75, 25, 19, 10];
  const batches = [4, 6, 8, 2, 6, 8, 16];
  const steps = passes.reduce((sum, n, at) => sum + n * batches[at]! * 2, 0);
  expect(parts.find(({ what }) => what === 'Training students')).toEqual({
    what: 'Training students',
    detail: `7 students, ${steps.toLocaleString('en')} steps`,
    seconds: steps * 0.25 + 7 * 2 * 1,
  });
});

it("counts a student for each of a grid's points, each of its own epochs", () => {
  const student = { ...STUDENT, grid: { batch: [8, 16], epochs: [1, 4] } };
  const recipe = recipes.element.parse({ kind: 'goldgen', rows: 64 });
  const { parts } = estimateRun([recipe], SIZES, { student, dataMap: OFF }, PROBE);
  // 2 points of 1 epoch and 2 of 4, each epoch 4 of the probe's steps and its checkpoint
  expect(parts.find(({ what }) => what.startsWith('Trying'))).toMatchObject({
    detail: '4 students',
    seconds: 10 * (4 * 0.25 + 1),
  });
});

it('counts drafts beside what refines them, and answers that hold several texts once', () => {
  const seconds = secondsOf({ kind: 'fewgen', rows: 64, refine: 'on' });
  expect(seconds).toMatchObject({ 'Writing drafts': 64 * 3, 'Writing rows': 64 * 2 });
  const { tokens } = estimateOf({ kind: 'fewgen', rows: 64, refine: 'on' });
  expect(tokens).toBe(64 * (40 + 30));
  expect(secondsOf({ kind: 'fewgen', rows: 64 })).not.toHaveProperty('Writing drafts');
  const several = secondsOf({ kind: 'goldgen', rows: 64, verbalized: 5 });
  expect(several).toMatchObject({ 'Writing rows': 13 * 2 });
});

it('says that the curves of training and test are not counted', () => {
  const recipe = recipes.element.parse({ kind: 'goldgen', rows: 64 });
  const notesWith = (curves: 'off' | 'on') =>
    estimateRun([recipe], SIZES, { student: { ...STUDENT, curves }, dataMap: OFF }, PROBE).notes;
  expect(notesWith('on').some((note) => note.includes('for the curves'))).toBe(true);
  expect(notesWith('off').some((note) => note.includes('for the curves'))).toBe(false);
});

it('counts what recipes of one run share once, and names the parts of each', () => {
  const settings = [
    { kind: 'goldgen', rows: 64 },
    { kind: 'fewgen', rows: 32 },
  ].map((one) => recipes.element.parse(one));
  const probe = {
    ...PROBE,
    calls: [
      { seconds: 2, tokens: 30 },
      { seconds: 1, tokens: 10 },
    ],
    drafts: [
      { seconds: 0, tokens: 0 },
      { seconds: 0, tokens: 0 },
    ],
  };
  const { parts, tokens, notes } = estimateRun(
    settings,
    SIZES,
    { student: STUDENT, dataMap: OFF },
    probe,
  );
  const seconds = Object.fromEntries(parts.map((part) => [part.what, part.seconds]));
  expect(seconds).toMatchObject({
    'Writing rows, Write more like your validation examples (GoldGen)': 64 * 2,
    'Writing rows, Write more like your examples (FewGen)': 32 * 1,
    'The teacher as classifier': (200 + 64 + 32) * 0.5,
  });
  expect(tokens).toBe(64 * 30 + 32 * 10);
  expect(notes.join(' ')).toContain(
    '2.0 s (Write more like your validation examples (GoldGen)), 1.0 s (',
  );
  // both learn on 64 and 32 rows, and on 192 and 160 with labels; 32 and 128 labels alone once: 38 batches
  const shared = (4 + 2 + 12 + 10 + 2 + 8) * 2 * 0.25 + 6 * 2 * 1;
  const validationAlone = 6 * 2 * 0.25 + 2 * 1;
  expect(seconds['Training students']).toBe(shared + validationAlone);
});
