import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { resultsPage } from '../../../electron/engine/evaluation/resultsPage.ts';
import { exportProject } from '../../../electron/engine/export/exportProject.ts';
import { exportReviewed } from '../../../electron/engine/export/exportReviewed.ts';
import { predictFile } from '../../../electron/engine/export/predictFile.ts';
import { parseItemName } from '../../../electron/engine/journal/stepKey.ts';
import { openProject, type Project } from '../../../electron/engine/project/project.ts';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { act, rowsById } from '../../../electron/engine/review/review.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import { predictTexts } from '../../../electron/engine/use/predictTexts.ts';
import { recordedKeys } from '../../fixtures/recordedKeys.ts';
import {
  makeTinyExperiment,
  makeTinyModels,
  type TinyOptions,
} from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  type GenerationRow,
  goldOf,
  rowsOf,
  runFile,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';
import { withoutUse } from '../../fixtures/withoutUse.ts';

/** S3's Table 1 for AdversarialQA, written out by hand. */
const asks = (context: string, answer: string) =>
  `Given a context: ${context} \n${answer} is the answer to the following question:`;
const asksLike = (context: string, answer: string, question: string) =>
  `Given a context: ${context} \n${answer} is the answer to: ${question}.\nA question that has the same ` +
  'answer in the context is:';

const ADQA: TinyOptions = { isOfQuestions: true, prompts: 'adqa' };

interface Answered {
  readonly folder: string;
  readonly predictions: { readonly validation: string[]; readonly test: string[] };
}

/** The tiny world's words have no articles, capitals or punctuation: SQuAD's measures in a line each. */
const words = (text: string) => text.split(' ').filter(Boolean);
function f1(answer: string, right: string): number {
  const shared = words(answer).filter((word) => words(right).includes(word)).length;
  return (2 * shared) / (words(answer).length + words(right).length);
}
const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-questions-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('S3 on questions', () => {
  let run: TracedRun;
  let project: Project;
  const at = () => path.join(folder, 'adqa');
  beforeAll(async () => {
    run = await tracedRun(
      at(),
      models,
      [
        '{ kind: s3, rows: 20, rounds: 1 }',
        '{ kind: s3WithoutEes, rows: 24 }',
        '{ kind: goldgen, rows: 20 }',
      ],
      ADQA,
    );
    run.database.close();
    project = await openProject(path.join(at(), 'tiny.stillroom'), { create: false });
  });
  afterAll(() => project.close());

  const placed = ({ context, label, answer_start }: ExampleRow) =>
    context!.slice(answer_start!, answer_start! + label.length);

  it('section 2.4: a context and its answer are drawn of gold, and the question is written', () => {
    const { database } = project;
    const seed = goldOf(database, 'seed');
    const calls = rowsOf<GenerationRow>(database, 'generations', 's3/seed/generate').slice(0, 20);
    const examples = rowsOf<ExampleRow>(database, 'examples', 's3/seed/clean');
    expect(recordedKeys(database, { place: ['s3', 'rationales'] })).toEqual([]);
    expect(examples).toHaveLength(20);
    for (const [i, { prompt, chat }] of calls.entries()) {
      const example = examples[i]!;
      const source = seed.filter(
        ({ context, label, answer_start: start }) =>
          context === example.context && label === example.label && start === example.answer_start,
      );
      expect(source).toHaveLength(1);
      expect(JSON.parse(example.lineage).contextOf).toMatch(new RegExp(`:${source[0]!.line}$`));
      expect(placed(example)).toBe(example.label);
      expect(prompt).toBe(asks(example.context!, example.label));
      expect(chat).toBe(0);
    }
    expect(new Set(examples.map(({ context }) => context)).size).toBeGreaterThan(3);
  });

  it('Algorithm 3: each error gives one question more, to the same answer in the same context', () => {
    const { database } = project;
    const { predictions } = stepValue<Answered>(database, 's3/round-0/train');
    const errors = goldOf(database, 'validation').filter(
      ({ label }, row) => predictions.validation[row] !== label,
    );
    const calls = rowsOf<GenerationRow>(database, 'generations', 's3/round-0/draw-0/generate');
    const examples = rowsOf<ExampleRow>(database, 'examples', 's3/round-0/draw-0/clean');
    expect(errors.length).toBeGreaterThan(0);
    expect(calls.map(({ prompt }) => prompt)).toEqual(
      errors.map(({ context, text, label }) => asksLike(context!, label, text)),
    );
    expect(
      examples.map(({ context, label, answer_start: start }) => [context, label, start]),
    ).toEqual(errors.map(({ context, label, answer_start: start }) => [context, label, start]));
    expect(calls.map(({ output }) => output.trim())).toEqual(examples.map(({ text }) => text));
  });

  it('reports exact match and F1 on n questions, with their intervals', () => {
    const { database } = project;
    const { predictions } = stepValue<Answered>(database, 's3/final/train');
    const test = goldOf(database, 'test');
    const entry = run.report.entries.find(({ recipe, round }) => recipe === 's3' && round === 1)!
      .test!;
    expect(entry.n).toBe(20);
    expect(entry.accuracy).toBe(
      test.filter(({ label }, row) => predictions.test[row] === label).length / 20,
    );
    const scores = test.map(({ label }, row) => f1(predictions.test[row]!, label));
    expect(entry.f1).toBeCloseTo(mean(scores), 12);
    const spread = Math.sqrt(
      scores.reduce((sum, one) => sum + (one - mean(scores)) ** 2, 0) / 19 / 20,
    );
    expect(entry.f1Ci95![1]).toBeCloseTo(mean(scores) + 1.959964 * spread, 5);
    expect(run.report.measures).toEqual({ accuracy: 'exact match', f1: 'F1' });
    expect(run.report.verdict).toMatch(
      /^Your 28 labels alone: \d+ of 20 test questions answered exactly\. With the rows of .+ \(mixed\): \d+ of 20 \(.+ points, 95% .+ to .+, paired bootstrap, n = 20\)\. /,
    );
    for (const answer of predictions.test) expect(words(answer).length).toBeLessThanOrEqual(30);
  });

  it('is measured beside students on the answers alone, and no guessing', () => {
    const { entries } = run.report;
    const yardsticks = entries.filter(({ yardstick }) => yardstick !== null);
    expect(yardsticks.map(({ title }) => withoutUse(title))).toEqual([
      'the teacher asked',
      'seed labels alone',
      'seed and validation labels alone',
      'validation labels alone',
      'labels + rows of S3',
      'labels + rows of S3 without EES',
      'labels + rows of GoldGen',
    ]);
    // the seed set's answers are the labels of S3's rows; GoldGen's are all of validation
    const humanLabels = (name: string) =>
      entries.find(({ recipe, title }) => recipe === name || withoutUse(title) === name)!
        .humanLabels;
    expect(humanLabels('s3')).toBe(12 + 16);
    expect(humanLabels('s3WithoutEes')).toBe(12 + 16);
    expect(humanLabels('goldgen')).toBe(16);
    expect(humanLabels('labels + rows of S3')).toBe(12 + 16);
    const { database } = project;
    const answers = database
      .column<string>(
        "SELECT value FROM items WHERE step = (SELECT id FROM steps WHERE key = 'yardstick/teacher/answer') ORDER BY i",
      )
      .map((answer) => JSON.parse(answer) as string);
    const questions = (['validation', 'test'] as const).flatMap((split) => goldOf(database, split));
    expect(answers).toHaveLength(questions.length);
    const right = goldOf(database, 'test').filter(
      ({ label }, row) => words(answers.at(row - 20)!).join(' ') === words(label).join(' '),
    );
    expect(yardsticks[0]!.test!.accuracy).toBe(right.length / 20);
    expect(entries.find(({ recipe }) => recipe === 's3WithoutEes')!.rows.kept).toBe(24);
    expect(entries.find(({ recipe }) => recipe === 'goldgen')!.rows.kept).toBe(20);
  });

  it('reviewers see the context, the question and where its answer stands', () => {
    const { database } = project;
    syncRows(database);
    const ids = database.column<number>(
      "SELECT id FROM review_rows WHERE recipe = 's3' ORDER BY round DESC, id",
    );
    const rows = rowsById(database, ids);
    for (const { context, label, answerStart } of rows) {
      expect(context!.slice(answerStart!, answerStart! + label.length)).toBe(label);
    }
    expect(lineageOf(database, ids[0]!).gold).toMatchObject({
      context: rows[0]!.context,
      label: rows[0]!.label,
    });
    const { confusion, errors } = resultsPage(project);
    expect(confusion).toBeNull();
    for (const { label, predicted } of errors) expect(predicted).not.toBe(label);
    expect(errors.some(({ rows: made }) => made > 0)).toBe(true);
    const by = { reviewer: 'ada', labels: [] };
    expect(() =>
      act(database, [ids[0]!], { kind: 'relabel', label: 'x', accept: true }, by),
    ).toThrow('A question has no label that could be changed');
    act(database, [ids[0]!], { kind: 'accept' }, by);
  });

  it("exports SQuAD's form with lineage, and refuses other tables by name", async () => {
    const { path: file } = await exportReviewed(project, { what: 'jsonl', only: 'accepted' }, []);
    const [row] = readFileSync(file, 'utf8').trim().split('\n');
    const { context, question, answers, origin } = JSON.parse(row!);
    expect(question).toMatch(/\w+ \w+/);
    expect(context.slice(answers.answer_start[0]).startsWith(answers.text[0])).toBe(true);
    expect(parseItemName(origin)?.key).toBe('s3/round-0/draw-0/generate');
    for (const what of ['csv', 'parquet', 'huggingFace', 'labelStudio', 'argilla'] as const) {
      await expect(exportReviewed(project, { what, only: 'accepted' }, [])).rejects.toThrow(
        `written as JSONL, in SQuAD's form, not as ${what}. Choose JSONL.`,
      );
    }
  });

  it('a student answers alike where it was trained, saved, exported and asked again', async () => {
    const { database } = project;
    const { folder: kept, predictions } = stepValue<Answered>(database, 's3/final/train');
    const to = path.join(folder, 'out');
    project.close();
    await exportProject(path.join(at(), 'tiny.stillroom'), to);
    project = await openProject(path.join(at(), 'tiny.stillroom'), { create: false });
    const student = path.join(to, 's3/student');
    expect(existsSync(path.join(student, 'model.onnx'))).toBe(true);
    expect(JSON.parse(readFileSync(path.join(student, 'config.json'), 'utf8'))).toMatchObject({
      architectures: ['BertForQuestionAnswering'],
      max_length: 64,
      answer_stride: 16,
    });
    expect(readFileSync(path.join(student, 'README.md'), 'utf8')).toMatch(
      /pipeline_tag: question-answering[\s\S]+\| \| exact match \| 95% interval \| F1 \|/,
    );
    for (const one of [student, project.path(kept)]) {
      const file = path.join(at(), 'test.jsonl');
      const answers = await predictFile(one, file, { context: 'passage', text: 'question' });
      expect(answers.map((row) => 'answer' in row && row.answer)).toEqual(predictions.test);
      for (const row of answers) {
        if (!('answer' in row)) throw new Error('no answer');
        expect(row.context.slice(row.answerStart).startsWith(row.answer)).toBe(true);
      }
      await expect(predictFile(one, file, { text: 'question' })).rejects.toThrow(
        'answers questions: name the column of the texts to answer from with --context',
      );
      await expect(predictTexts(one, ['what'], { threads: 1 })).rejects.toThrow(
        'holds a student that answers questions; it gives no labels',
      );
    }
    const [line] = readFileSync(path.join(to, 's3/dataset.jsonl'), 'utf8').split('\n');
    expect(Object.keys(JSON.parse(line!))).toEqual([
      'id',
      'context',
      'question',
      'answers',
      'generation',
      'contextOf',
    ]);
  });

  it('learns from what was reviewed', async () => {
    project.close();
    const experiment = path.join(at(), 'experiment.yaml');
    const text = readFileSync(experiment, 'utf8');
    writeFileSync(experiment, text.replace(/recipes:[\s\S]+/, 'recipes: [ { kind: reviewed } ]\n'));
    const { report } = await runFile(experiment, models);
    expect(report.entries[0]).toMatchObject({ recipe: 'reviewed', test: { n: 20 } });
    expect(report.entries[0]!.rows.kept).toBeGreaterThan(40);
    project = await openProject(path.join(at(), 'tiny.stillroom'), { create: false });
  });
});

it('App. A: answers of a low F1 are the errors, where that is asked for', async () => {
  const at = path.join(folder, 'low-f1');
  const { database } = await tracedRun(
    at,
    models,
    ['{ kind: s3, rows: 12, rounds: 1, lowF1: 0.3 }'],
    ADQA,
  );
  const { predictions } = stepValue<Answered>(database, 's3/round-0/train');
  const gold = goldOf(database, 'validation');
  const low = gold.filter(({ label }, row) => f1(predictions.validation[row]!, label) < 0.3);
  const calls = rowsOf<GenerationRow>(database, 'generations', 's3/round-0/draw-0/generate');
  expect(calls.map(({ prompt }) => prompt)).toEqual(
    low.map(({ context, text, label }) => asksLike(context!, label, text)),
  );
  database.close();
});

describe('what is refused by name', () => {
  const refuses = (recipe: string, options: TinyOptions = ADQA) =>
    expect(tracedRun(path.join(folder, 'refused'), models, [recipe], options)).rejects;

  it.each([
    '{ kind: synthesizrr, variant: zero-shot, rows: 4 }',
    '{ kind: fewgen, rows: 4 }',
    '{ kind: teacherLabels, rows: 4 }',
    '{ kind: hybrid, rows: 4 }',
    '{ kind: zerogen, rows: 4 }',
    '{ kind: transfer, rows: 4 }',
    '{ kind: confidence }',
  ])('a recipe that knows no questions: %s', async (recipe) => {
    const kind = /kind: (\w+)/.exec(recipe)![1];
    await refuses(recipe).toThrow(
      new RegExp(`recipes: ${kind} is for .+ and task.kind is extractive-qa`),
    );
  });

  it('a prompt set, a data map, curves and settings that do not fit', async () => {
    const S3 = '{ kind: s3, rows: 4 }';
    await refuses(S3, { ...ADQA, prompts: 'rte' }).toThrow(
      'the prompt set rte is not for extractive-qa. Choose one of: adqa.',
    );
    await refuses(S3, { ...ADQA, more: 'dataMap: { filter: variability }' }).toThrow(
      'dataMap.filter: a data map follows the probability of a label',
    );
    await refuses(S3, { ...ADQA, student: ', curves: on' }).toThrow(
      'student.curves: the curves follow the accuracy on labels',
    );
    await refuses('{ kind: s3, rows: 4, lowF1: 0.5 }', {}).toThrow(
      'recipes: lowF1 of s3 is for an extractive-qa',
    );
  });

  it('gold without contexts, and windows without room', async () => {
    const { experiment } = makeTinyExperiment(path.join(folder, 'columns'), ADQA);
    const text = readFileSync(experiment, 'utf8');
    const read = (change: (text: string) => string) => {
      writeFileSync(experiment, change(text));
      return expect(runFile(experiment, models)).rejects;
    };
    await read((all) =>
      all
        .replace(/recipes:[\s\S]+/, 'recipes: [ { kind: s3, rows: 4 } ]')
        .replace('context: passage, ', ''),
    ).toThrow(
      'gold.seed: an extractive-qa looks for answers in a text, and context, the column of that text, is missing',
    );
    await read((all) => all.replace('stride: 16', 'stride: 40')).toThrow('Set it below 30');
    await read((all) => all.replace('prompts:', 'labels: { a: b, c: d }\n  prompts:')).toThrow(
      'an extractive-qa has answers in the place of labels; leave them out',
    );
  });
});
