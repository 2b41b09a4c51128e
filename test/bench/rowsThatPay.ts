import path from 'node:path';
import type { Experiment } from '../../electron/contract/experiment.ts';
import { labelNames } from '../../electron/contract/labelNames.ts';
import { speaksForRows } from '../../electron/contract/rowUse.ts';
import { batchCalibration } from '../../electron/engine/measures/batchCalibration.ts';
import { pairedBootstrap } from '../../electron/engine/measures/pairedBootstrap.ts';
import { meanLog } from '../../electron/engine/steps/teacherScores.ts';
import {
  chooseUse,
  type Featured,
  type FeaturedRow,
  regressUse,
} from '../../electron/engine/training/chooseUse.ts';
import { isContradicted, judgeRows } from '../../electron/engine/training/judgeRows.ts';
import type { Encoder } from '../../models/encoder/encoder.ts';
import { randomStream } from '../../models/randomStream.ts';
import { classify, fitLogisticRegression } from '../../models/student/logisticRegression.ts';
import type { ContinuationScore } from '../../models/teacher/teacher.ts';
import { type Database, openDatabase } from '../../native/sqlite/database.ts';
import { listIn, measuredProjects } from './peer/measuredProjects.ts';
import { embedTexts, type LabelledText, sampleOf } from './peer/sampleOf.ts';
import type { BenchmarkResult } from './run.ts';

const LABELS = [40, 80, 160];
const DRAWS = 5;
const TEST_TEXTS = 1000;
/** Labels of the student that says whether a row has the label that it was written for. */
const ORACLE_LABELS = 4000;

/** The steps that record rows, by the recipe's part of the other steps' keys. */
const CLEANED = {
  s3: 's3/seed/clean',
  'fewgen-few-shot': 'fewgen/few-shot/clean',
  regen: 'regen/clean',
  'attrprompt-attributed': 'attrprompt/attributed/clean',
} as const;

/** A student's name in the table, and whether it is right on each test text, by draw. */
type Rights = Map<string, number[][]>;

interface Cell {
  readonly project: string;
  readonly recipe: string;
  readonly labels: number;
  readonly rows: number;
  /** The share of the rows whose label a student of thousands of labels gives them. */
  readonly preserved: number;
  readonly accuracies: Readonly<Record<string, number>>;
  /** The student of the picked way behind the gate, minus that of the labels. */
  readonly difference: number;
  readonly ci95: readonly [number, number];
}

/**
 * Whether rows pay beside labels: for each recipe of each finished project, students of 40, 80 and 160
 * labels, five draws each, on the labels, on the rows, and on both in each way, with and without the
 * label gate; 1,000 test texts. Students are logistic regressions on the frozen encoder.
 * `PAY_PROJECTS` names the projects, separated by commas. `PAY_ROWS`, such as 100,200,500, measures
 * the first so many rows of each recipe; without it, all.
 */
export const rowsThatPay = (): Promise<BenchmarkResult> =>
  measuredProjects('rowsThatPay', 'PAY_PROJECTS', cellsOf, lineOf);

async function cellsOf(project: string, encoder: Encoder): Promise<Cell[]> {
  const database = openDatabase(path.join(project, 'project.db'));
  try {
    const { experiment: json } = database.get<{ experiment: string }>(
      "SELECT experiment FROM runs WHERE state = 'done' ORDER BY id DESC LIMIT 1",
    )!;
    const { task, gold } = JSON.parse(json) as Experiment;
    const labels = labelNames(task);
    const embed = (texts: readonly LabelledText[]) => embedTexts(encoder, texts, labels);
    const train = await embed(sampleOf(gold.seed.file, labels, ORACLE_LABELS, 'train'));
    const test = await embed(sampleOf(gold.test.file, labels, TEST_TEXTS, 'test'));
    const oracle = regress(train, labels.length);
    const cells: Cell[] = [];
    for (const place of Object.keys(CLEANED) as (keyof typeof CLEANED)[]) {
      const texts = rowsOf(database, place);
      // the project may have one of them
      if (texts.length === 0) continue;
      const all = (await embed(texts)).map((row): FeaturedRow => ({ ...row, parents: [] }));
      const judged = teacherOf(database, place, all.length);
      const isRight = ({ features, label }: Featured) => classify(oracle, features) === label;
      const numbers = listIn('PAY_ROWS')
        .map(Number)
        .filter((number) => number <= all.length);
      const sizes = (numbers.length > 0 ? numbers : [all.length]).flatMap((number) =>
        LABELS.map((size) => ({ number, size })),
      );
      for (const { number, size } of sizes) {
        const rows = all.slice(0, number);
        const teacher = judged.slice(0, number);
        const rights: Rights = new Map();
        for (let draw = 0; draw < DRAWS; draw++) {
          const own = randomStream('labels', size, draw).sample(train, size);
          await addDraw(rights, { own, rows, teacher, test, classes: labels.length, draw });
        }
        cells.push({
          project: path.basename(project, '.stillroom'),
          recipe: place,
          labels: size,
          rows: rows.length,
          preserved: rows.filter(isRight).length / rows.length,
          ...summary(rights),
        });
      }
    }
    return cells;
  } finally {
    database.close();
  }
}

interface Draw {
  readonly own: readonly Featured[];
  readonly rows: readonly FeaturedRow[];
  readonly teacher: readonly number[];
  readonly test: readonly Featured[];
  readonly classes: number;
  readonly draw: number;
}

async function addDraw(
  rights: Rights,
  { own, rows, teacher, test, classes, draw }: Draw,
): Promise<void> {
  const add = (name: string, of: ReturnType<typeof regress>) => {
    const right = test.map(({ features, label }) => Number(classify(of, features) === label));
    rights.set(name, [...(rights.get(name) ?? []), right]);
  };
  const judged = judgeRows(own, rows, teacher, classes, ['gate', draw]);
  const gated = rows.filter(({ label }, i) => !isContradicted(label, judged[i]!));
  const judging = rows.map((row, i) => ({ ...row, teacher: teacher[i]! }));
  for (const [suffix, choosing, used] of [
    ['', rows, rows],
    [', gated', judging, gated],
  ] as const) {
    const choice = (await chooseUse(own, choosing, classes, ['use', draw]))!;
    for (const tried of choice.tried) {
      if (tried.use === 'labels' && suffix !== '') continue;
      if (tried.rowWeight !== undefined && tried.rowWeight !== 1) continue;
      add(`${tried.use}${suffix}`, regressUse(tried, own, used, classes));
    }
    const picked = choice.tried[choice.best]!;
    add(`picked${suffix}`, regressUse(picked, own, used, classes));
    const chosen = speaksForRows(choice) ? picked : choice.tried[0]!;
    add(`chosen${suffix}`, regressUse(chosen, own, used, classes));
  }
}

function summary(rights: Rights): Pick<Cell, 'accuracies' | 'difference' | 'ci95'> {
  // a text's mean over the draws, so that the texts are what is drawn again
  const shares = new Map(
    [...rights].map(([name, draws]) => [
      name,
      draws[0]!.map((_, i) => draws.reduce((sum, right) => sum + right[i]!, 0) / draws.length),
    ]),
  );
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  const labels = shares.get('labels')!;
  return {
    accuracies: Object.fromEntries([...shares].map(([name, share]) => [name, mean(share)])),
    ...pairedBootstrap(shares.get('picked, gated')!.map((share, i) => share - labels[i]!)),
  };
}

function lineOf({ project, recipe, labels, rows, preserved, ...cell }: Cell): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const figures = Object.entries(cell.accuracies).map(
    ([name, share]) => `${name} ${percent(share)}`,
  );
  const [low, high] = cell.ci95;
  return (
    `${project} ${recipe}, ${labels} labels, ${rows} rows (${percent(preserved)} preserved): ` +
    `${figures.join('; ')}; difference ${percent(cell.difference)} [${percent(low)}, ${percent(high)}]`
  );
}

function rowsOf(database: Database, place: keyof typeof CLEANED): LabelledText[] {
  return database.all<{ text: string; label: string }>(
    `SELECT text, label FROM examples JOIN steps ON steps.id = step
     WHERE key = ? AND dropped_by IS NULL ORDER BY i`,
    CLEANED[place],
  );
}

/** The label that the calibrated teacher gives to each row. */
function teacherOf(database: Database, place: string, rows: number): number[] {
  const scores = database
    .column<string>(
      'SELECT items.value FROM items JOIN steps ON steps.id = step WHERE key = ? ORDER BY i',
      `yardstick/rows-of-${place}/classify`,
    )
    .map((value) => JSON.parse(value) as ContinuationScore[]);
  if (scores.length !== rows) throw new Error(`${place}: the teacher judged ${scores.length} rows`);
  const shares = batchCalibration(scores.map((row) => row.map(meanLog)));
  return shares.map((row) => row.indexOf(Math.max(...row)));
}

function regress(rows: readonly Featured[], classes: number) {
  return fitLogisticRegression(
    rows.map(({ features }) => features),
    rows.map(({ label }) => label),
    classes,
    { C: 10, tolerance: 1e-3 },
  );
}
