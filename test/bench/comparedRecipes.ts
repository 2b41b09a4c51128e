import path from 'node:path';
import type { Experiment } from '../../electron/contract/experiment.ts';
import { labelNames } from '../../electron/contract/labelNames.ts';
import { parseStepKey } from '../../electron/engine/journal/stepKey.ts';
import { pairedBootstrap } from '../../electron/engine/measures/pairedBootstrap.ts';
import type { Lineage } from '../../electron/engine/steps/example.ts';
import type { Featured } from '../../electron/engine/training/chooseUse.ts';
import type { Encoder } from '../../models/encoder/encoder.ts';
import { randomStream } from '../../models/randomStream.ts';
import { classify, fitLogisticRegression } from '../../models/student/logisticRegression.ts';
import { type Database, openDatabase } from '../../native/sqlite/database.ts';
import { measuredProjects } from './peer/measuredProjects.ts';
import { embedTexts, type LabelledText, sampleOf } from './peer/sampleOf.ts';
import type { BenchmarkResult } from './run.ts';

const DRAWS = 5;
const TEST_TEXTS = 1000;
/** Labels of the student that says whether a row has the label that it was written for. */
const ORACLE_LABELS = 4000;
/** The recipes that the others are compared with. */
const YARDSTICKS = ['s3', 'synthesizrr/retricl'];

interface Row extends LabelledText {
  readonly recipe: string;
  readonly weight: number;
}

interface Cell {
  readonly project: string;
  readonly recipe: string;
  /** Rows that its students learn from, as many of each label. */
  readonly rows: number;
  /** Rows that it kept. */
  readonly kept: number;
  readonly preserved: number;
  readonly accuracy: number;
  /** Its accuracy minus that of each yardstick's rows. */
  readonly against: Readonly<
    Record<string, { difference: number; ci95: readonly [number, number] }>
  >;
}

/**
 * Recipes at equally many rows: each has as many rows of each label as the recipe that kept the fewest, drawn five
 * times, and a logistic regression on the frozen encoder learns from them until it converges; 1,000 test texts.
 * SunGen's rows count by their weights. `COMPARED_PROJECTS` names projects, separated by commas,
 * whose last run has written its rows.
 */
export const comparedRecipes = (): Promise<BenchmarkResult> =>
  measuredProjects('comparedRecipes', 'COMPARED_PROJECTS', cellsOf, lineOf);

async function cellsOf(project: string, encoder: Encoder): Promise<Cell[]> {
  const database = openDatabase(path.join(project, 'project.db'));
  try {
    const { id, experiment } = database.get<{ id: number; experiment: string }>(
      'SELECT id, experiment FROM runs ORDER BY id DESC LIMIT 1',
    )!;
    const { task, gold } = JSON.parse(experiment) as Experiment;
    const labels = labelNames(task);
    const embed = (texts: readonly LabelledText[]) => embedTexts(encoder, texts, labels);
    const oracle = regress(
      await embed(sampleOf(gold.seed.file, labels, ORACLE_LABELS, 'train')),
      labels.length,
    );
    const test = await embed(sampleOf(gold.test.file, labels, TEST_TEXTS, 'test'));
    const rows = keptRows(database, id);
    const recipes = [...new Set(rows.map(({ recipe }) => recipe))];
    const most = Math.min(
      ...recipes.flatMap((recipe) =>
        labels.map(
          (label) => rows.filter((row) => row.recipe === recipe && row.label === label).length,
        ),
      ),
    );
    const rights = new Map<string, number[]>();
    const cells: Omit<Cell, 'against'>[] = [];
    for (const recipe of recipes) {
      const own = rows.filter((row) => row.recipe === recipe);
      const features = await embed(own);
      const right = test.map(() => 0);
      for (let draw = 0; draw < DRAWS; draw++) {
        const drawn = labels.flatMap((label) =>
          randomStream('compared', recipe, label, draw).sample(
            own.flatMap((row, at) => (row.label === label ? [at] : [])),
            most,
          ),
        );
        const student = regress(
          drawn.map((at) => features[at]!),
          labels.length,
          drawn.map((at) => own[at]!.weight),
        );
        for (const [i, { features: text, label }] of test.entries()) {
          right[i]! += Number(classify(student, text) === label) / DRAWS;
        }
      }
      rights.set(recipe, right);
      cells.push({
        project: path.basename(project, '.stillroom'),
        recipe,
        rows: most * labels.length,
        kept: own.length,
        preserved:
          features.filter((row) => classify(oracle, row.features) === row.label).length /
          own.length,
        accuracy: right.reduce((sum, share) => sum + share, 0) / right.length,
      });
    }
    return cells.map((cell) => ({ ...cell, against: againstYardsticks(cell.recipe, rights) }));
  } finally {
    database.close();
  }
}

function againstYardsticks(recipe: string, rights: ReadonlyMap<string, number[]>): Cell['against'] {
  const own = rights.get(recipe)!;
  return Object.fromEntries(
    YARDSTICKS.flatMap((yardstick) => {
      const other = rights.get(yardstick);
      if (!other || yardstick === recipe) return [];
      return [[yardstick, pairedBootstrap(own.map((share, i) => share - other[i]!))]];
    }),
  );
}

/** The rows that each recipe of a run kept. */
function keptRows(database: Database, run: number): Row[] {
  return database
    .all<{ id: number; key: string }>(
      'SELECT id, key FROM run_steps JOIN steps ON steps.id = step WHERE run = ? ORDER BY id',
      run,
    )
    .flatMap(({ id, key }) => {
      const { phase, recipe } = parseStepKey(key);
      if (phase !== 'clean' || !recipe) return [];
      return database
        .all<LabelledText & { lineage: string }>(
          'SELECT text, label, lineage FROM examples WHERE step = ? AND dropped_by IS NULL ORDER BY i',
          id,
        )
        .map(({ lineage, ...row }) => {
          const { weight = 1 } = JSON.parse(lineage) as Lineage;
          return { ...row, recipe, weight };
        });
    });
}

function regress(rows: readonly Featured[], classes: number, weights?: readonly number[]) {
  return fitLogisticRegression(
    rows.map(({ features }) => features),
    rows.map(({ label }) => label),
    classes,
    { C: 10, tolerance: 1e-3, ...(weights ? { rowWeights: weights } : {}) },
  );
}

function lineOf({ project, recipe, rows, kept, preserved, accuracy, against }: Cell): string {
  const percent = (share: number) => (100 * share).toFixed(1);
  const compared = Object.entries(against).map(
    ([name, { difference, ci95 }]) =>
      `against ${name} ${percent(difference)} [${percent(ci95[0])}, ${percent(ci95[1])}]`,
  );
  return (
    `${project} ${recipe}: ${rows} rows of ${kept} (${percent(preserved)} with the right label), ` +
    [`${percent(accuracy)} of 100 right`, ...compared].join('; ')
  );
}
