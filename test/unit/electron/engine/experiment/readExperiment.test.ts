import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { compareExperiments } from '../../../../../electron/engine/experiment/compareExperiments.ts';
import { readExperiment } from '../../../../../electron/engine/experiment/readExperiment.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';
import { fileWith, refusalOf } from '../import/files.ts';

const FILMS = `project: films.stillroom
task:
  kind: text-classification
  labels: { positive: what the reviewer liked about the movie, negative: what the reviewer disliked about the movie }
  prompts: imdb                     # a set in prompts/, or generic: made from the labels alone
gold:
  seed:       { file: gold/train.jsonl, text: text, label: label, sample: 100 }   # stratified, seeded
  validation: { file: gold/train.jsonl, text: text, label: label, sample: 400 }   # disjoint from seed
  test:       { file: gold/test.jsonl,  text: text, label: label }
corpus: [ { file: corpus/overviews.jsonl, text: text, title: title } ]
teacher: smollm2-135m-instruct
encoder: all-minilm-l6-v2
student: { model: all-minilm-l6-v2, epochs: 6, batch: 16, learningRate: 5e-5, seeds: 1 }
seed: 7
recipes:
  - { kind: s3, rows: 300, rounds: 2 }
  - { kind: synthesizrr, variant: zero-shot, rows: 300 }
  - { kind: synthesizrr, variant: retricl, shots: 3, rows: 300 }
`;

const SMALL = `project: films.stillroom
task:
  kind: text-classification
  labels:
    good: what was liked
    bad: what was disliked
gold:
  seed: { file: seed.csv, text: text, label: label }
  validation: { file: validation.csv, text: text, label: label }
  test: { file: /data/test.csv, text: text, label: label }
teacher: smollm2-135m-instruct
student:
  model: all-minilm-l6-v2
  epochs: 6
recipes:
  - kind: s3
    rows: 300
`;

const read = (text: string) => readExperiment(fileWith('films.yaml', text));

/** What is said of SMALL after a change, without the file's name. */
function complaint(from: string, to: string): string {
  expect(SMALL).toContain(from);
  const file = fileWith('films.yaml', SMALL.replace(from, to));
  return refusalOf(() => readExperiment(file)).replaceAll(`${file}, `, '');
}

test('an experiment runs as it stands in the documents', () => {
  const { experiment } = read(FILMS);
  expect(experiment.gold.seed).toMatchObject({ text: 'text', label: 'label', sample: 100 });
  expect(experiment.student).toMatchObject({
    epochs: 6,
    batch: 16,
    learningRate: 5e-5,
    warmup: 0.06,
  });
  expect(experiment.recipes).toEqual([
    expect.objectContaining({ kind: 's3', rows: 300, rounds: 2, errorsOf: 'rows', topP: 0.9 }),
    expect.objectContaining({ variant: 'zero-shot', shots: 3, depth: 500, temperature: 0.95 }),
    expect.objectContaining({
      variant: 'retricl',
      expansion: 50,
      passageTokens: 500,
      upperCosine: 0.9,
    }),
  ]);
});

test('paths are relative to the experiment file', () => {
  const file = fileWith('deep/films.yaml', SMALL);
  const { experiment } = readExperiment(path.relative(process.cwd(), file));
  const folder = path.dirname(file);
  expect(experiment.project).toBe(path.join(folder, 'films.stillroom'));
  expect(experiment.gold.seed.file).toBe(path.join(folder, 'seed.csv'));
  expect(experiment.gold.test.file).toBe('/data/test.csv');
});

test.each([
  [
    'an unknown field',
    'student:',
    'sedd: 3\nstudent:',
    'line 12, field sedd: there is no such field; known here: project, task, gold, corpus, teacher, base, encoder, tagger, mauveFeatures, student, seed, cleaning, dataMap, equalSizes, logProbabilities, recipes.',
  ],
  [
    'one in a list',
    '    rows: 300',
    '    rows: 300\n    shots: 3',
    'line 18, field recipes[0].shots: there is no such field; known here: kind, rows, rounds, until, errorsOf, errorsEpoch, mostErrors, contrast, lowF1, rationales, rationalesPerPrompt, verbalized, temperature, topP.',
  ],
  [
    'a prompt that there is not',
    'gold:',
    '  templates: { s3.sead: x }\ngold:',
    'line 7, field task.templates.s3.sead: there is no such field; known here: s3.rationales, s3.seed, s3.seedWithoutRationales, s3.extrapolate, synthesizrr.instruction, fewgen.instruction, progen.example, attrprompt.text, attrprompt.simple, classify.template, classify.options, answer.template.',
  ],
  [
    'a wrong type',
    'epochs: 6',
    'epochs: six',
    'line 14, field student.epochs: expected a number, found "six".',
  ],
  [
    'a fraction',
    'epochs: 6',
    'epochs: 1.5',
    'line 14, field student.epochs: expected a whole number, found 1.5.',
  ],
  [
    'too little',
    'epochs: 6',
    'epochs: 0',
    'line 14, field student.epochs: expected more than 0, found 0.',
  ],
  [
    'too much',
    'rows: 300',
    'rows: 300\n    rounds: 21',
    'line 18, field recipes[0].rounds: expected 20 or less, found 21.',
  ],
  [
    'a missing field',
    'project: films.stillroom\n',
    '',
    'line 1, field project: it is missing; expected a text.',
  ],
  [
    'a missing field inside',
    'label: label }\n  val',
    '}\n  val',
    'line 8, field gold.seed.label: it is missing; expected a text.',
  ],
  [
    'an empty value',
    'smollm2-135m-instruct',
    '',
    'line 11, field teacher: expected a text, found nothing.',
  ],
  [
    'an empty text',
    'smollm2-135m-instruct',
    "''",
    'line 11, field teacher: expected a text that is not empty, found "".',
  ],
  [
    'a word that is no choice',
    'teacher:',
    'cleaning: { off: [duplicates] }\nteacher:',
    'line 11, field cleaning.off[0]: expected one of empty, refusal, tooShort, exactDuplicate, nearDuplicate, copyOfPassage, copyOfGold, found "duplicates".',
  ],
  [
    'an unknown recipe',
    'kind: s3',
    'kind: progenerate',
    'line 16, field recipes[0].kind: expected one of s3, synthesizrr, fewgen, zerogen, sungen, progen, attrprompt, hybrid, goldgen, s3WithoutEes, transfer, teacherLabels, llkd, regen, reviewed, confidence, found "progenerate".',
  ],
  [
    'a mistyped recipe',
    'kind: s3',
    'kind: zerogenn',
    'line 16, field recipes[0].kind: expected one of s3, synthesizrr, fewgen, zerogen, sungen, progen, attrprompt, hybrid, goldgen, s3WithoutEes, transfer, teacherLabels, llkd, regen, reviewed, confidence, found "zerogenn". Did you mean zerogen?',
  ],
  [
    'a recipe without its kind',
    'kind: s3\n    ',
    '',
    'line 16, field recipes[0].kind: it is missing; expected one of s3, synthesizrr, fewgen, zerogen, sungen, progen, attrprompt, hybrid, goldgen, s3WithoutEes, transfer, teacherLabels, llkd, regen, reviewed, confidence.',
  ],
  [
    'another task',
    'text-classification',
    'qa',
    'line 3, field task.kind: expected one of text-classification, text-pair-classification, extractive-qa, found "qa".',
  ],
  [
    'a list for names',
    '\n    good: what was liked\n    bad: what was disliked',
    ' [good, bad]',
    'line 4, field task.labels: expected names with values.',
  ],
  [
    'one label',
    '    bad: what was disliked\n',
    '',
    'line 4, field task.labels: a task has two labels or more.',
  ],
  [
    'two labels of one meaning',
    'what was disliked',
    'What  was liked',
    'line 6, field task.labels.bad: it means the same as good, so the teacher cannot tell them apart; say what distinguishes it.',
  ],
  [
    'a folder of another name',
    'films.stillroom',
    'films',
    'line 1, field project: a project folder ends in .stillroom.',
  ],
  [
    'no recipe',
    '\n  - kind: s3\n    rows: 300',
    ' []',
    'line 15, field recipes: expected 1 or more in the list, found an empty list.',
  ],
])('%s names the line, the field and what was expected', (_, from, to, sentence) => {
  expect(complaint(from, to)).toBe(sentence);
});

test.each([
  [
    'an empty list',
    '{ batch: [] }',
    'line 15, field student.grid.batch: expected 1 or more in the list, found an empty list.',
  ],
  [
    'no list at all',
    '{}',
    'line 15, field student.grid: a grid varies at least one of batch, learningRate, weightDecay, epochs; leave grid out to train with one setting.',
  ],
  [
    'too many points',
    '{ batch: [4, 8, 16, 32, 64], epochs: [1, 2, 3, 4, 5] }',
    'line 15, field student.grid: these lists make 25 points, of which each trains a student; 24 are the most. Shorten a list.',
  ],
  [
    'a value out of its range',
    '{ learningRate: [5e-6, 5] }',
    'line 15, field student.grid.learningRate[1]: expected 1 or less, found 5.',
  ],
  [
    'a setting that no grid varies',
    '{ warmup: [0.1] }',
    'line 15, field student.grid.warmup: there is no such field; known here: batch, learningRate, weightDecay, epochs.',
  ],
])('a grid is refused for %s', (_, grid, sentence) => {
  expect(complaint('  epochs: 6', `  epochs: 6\n  grid: ${grid}`)).toBe(sentence);
});

test('a grid has nothing to choose by without validation examples', () => {
  const told = complaint('  validation: { file: validation.csv, text: text, label: label }\n', '');
  expect(told).toContain('field gold.validation: it is missing');
});

test('all faults are told at once, each on a line', () => {
  const told = complaint('  epochs: 6', '  epochs: six\n  lr: 1\n  bs: 2').split('\n');
  expect(told.map((sentence) => sentence.split(':')[0])).toEqual([
    'line 14, field student.epochs',
    'line 15, field student.lr',
    'line 16, field student.bs',
  ]);
});

test.each([
  ['a bracket that stays open', 'teacher: ', 'teacher: [', /^line 12: not valid YAML: /],
  [
    'a tab',
    '  epochs',
    '\tepochs',
    /^line 14: not valid YAML: Tabs are not allowed as indentation\.$/,
  ],
  [
    'a name twice',
    'teacher:',
    'project: x\nteacher:',
    /^line 11: not valid YAML: Map keys must be unique\.$/,
  ],
  [
    'a second document',
    'teacher:',
    '---\nteacher:',
    /^line 11: not valid YAML: a second document begins there/,
  ],
  ['an alias without an anchor', 'smollm2-135m-instruct', '*teacher', /not valid YAML: .*teacher/],
])('YAML that cannot be read names the line: %s', (_, from, to, sentence) => {
  expect(complaint(from, to)).toMatch(sentence);
});

test.each([
  ['', 'nothing'],
  ['- a list', 'a list'],
  ['a text', '"a text"'],
])('a file that is no experiment: %j', (text, found) => {
  expect(refusalOf(() => read(text))).toContain(
    `line 1, the whole file: expected fields with values, found ${found}.`,
  );
});

test('every setting left to its default is told with who chose it', () => {
  const { defaults, experiment } = read(SMALL);
  const sources = Object.fromEntries(defaults.map(({ field, source }) => [field, source]));
  expect(sources).toEqual({
    'task.prompts': 'ours',
    'task.templates': 'ours',
    corpus: 'ours',
    encoder: 'ours',
    'student.method': 'finetune: both papers; head and auto are ours',
    'student.pooling':
      'first: both papers; mean: Kumar et al. 2022 (arXiv 2202.10054); auto is ours',
    'student.leastSteps': 'ours, after Mosbach et al. 2021 (arXiv 2006.05987)',
    'student.batch': 'SynthesizRR App. K, DistilBERT',
    'student.learningRate': 'SynthesizRR App. K, DistilBERT',
    'student.weightDecay': 'SynthesizRR App. K',
    'student.warmup': 'SynthesizRR App. K',
    'student.maxLength': 'both papers',
    'student.stride': 'S3 repository, trainHelperQA.py',
    'student.seeds': 'ours: the papers report five',
    'student.labelsAndRows': 'ours; weighted: arXiv 2410.21526',
    'student.labelGate': 'ours',
    'student.curves': 'S3 Figure 1',
    seed: 'ours',
    'cleaning.off': 'ours',
    'dataMap.filter':
      'SynthesizRR App. C: variability; its repository: confidence, within each label',
    'dataMap.share': 'SynthesizRR App. C',
    equalSizes: 'ours, after S3 Table 3: "fine-tuned on the same amount of data"',
    logProbabilities: 'ours',
    'recipes[0].rounds': 'S3 section 2.3',
    'recipes[0].until': 'S3 App. A: "until the error converges"; the criterion is ours',
    'recipes[0].contrast': 'ours; S3 Table 1 shows the error alone',
    'recipes[0].errorsEpoch':
      "S3 repository, main_*.py: the best epoch's, but the last epoch's for IMDb",
    'recipes[0].mostErrors': 'S3 Algorithm 2: all; the order is ours',
    'recipes[0].errorsOf': 'S3 Algorithm 2: rows; labelsAndRows after LLM2LLM (arXiv 2403.15042)',
    'recipes[0].lowF1':
      'S3 App. A: "do not have an exact match", or "low F1 scores"; no number is given',
    'recipes[0].rationales': 'ours: K of Algorithm 1 is not stated',
    'recipes[0].rationalesPerPrompt': 'S3 section 2.2, the worked prompt',
    'recipes[0].verbalized': 'Verbalized Sampling (arXiv 2510.01171): 5; 0 is ours',
    'recipes[0].temperature': 'S3 section 3.2.1',
    'recipes[0].topP': 'SynthesizRR App. K',
  });
  for (const { field, value } of defaults) expect(at(experiment, field), field).toEqual(value);
});

test('a setting that is written is no default', () => {
  const fields = read(FILMS).defaults.map(({ field }) => field);
  expect(fields).toContain('corpus[0].unit');
  expect(fields).toContain('recipes[1].shots');
  for (const written of [
    'encoder',
    'seed',
    'student.epochs',
    'recipes[0].rounds',
    'recipes[2].shots',
  ]) {
    expect(fields).not.toContain(written);
  }
  const off = read(`${SMALL}cleaning: { off: [] }\n`).defaults.map(({ field }) => field);
  expect(off).not.toContain('cleaning.off');
});

/** `recipes[0].rows` of an object. */
function at(value: unknown, field: string): unknown {
  return field
    .split(/[.[\]]+/)
    .filter((key) => key !== '')
    .reduce((inner, key) => (inner as Record<string, unknown>)[key], value);
}

test('experiments are compared field by field', () => {
  const before = read(FILMS).experiment;
  expect(compareExperiments(before, structuredClone(before))).toEqual([]);
  const after = {
    ...before,
    seed: 8,
    student: { ...before.student, epochs: 3 },
    corpus: [],
    recipes: [...before.recipes.slice(0, 1).map((recipe) => ({ ...recipe, rows: 400 }))],
  };
  expect(compareExperiments(before, after)).toEqual([
    expect.stringMatching(/^corpus\[0\]: \{.*\} -> nothing$/),
    'student.epochs: 6 -> 3',
    'seed: 7 -> 8',
    'recipes[0].rows: 300 -> 400',
    expect.stringMatching(/^recipes\[1\]: .* -> nothing$/),
    expect.stringMatching(/^recipes\[2\]: .* -> nothing$/),
  ]);
});

test('a file of texts is not parsed as an experiment', () => {
  const file = path.join(temporaryFolder(), 'texts.yaml');
  writeFileSync(file, Array.from({ length: 100_000 }, (_, i) => `key${i}: 1\n`).join(''));
  expect(() => readExperiment(file)).toThrow('an experiment has 500,000 at most');
});
