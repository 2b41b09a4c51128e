import type { ReportEntry } from '../../contract/report.ts';
import { contentHash } from '../journal/contentHash.ts';
import { classify, fitLogisticRegression } from '../measures/logisticRegression.ts';
import { score } from '../measures/score.ts';
import { type LabelSet, labelSetOf, type RecipeResult } from '../recipes/recipeResult.ts';
import { tunedAs } from '../recipes/tunedAs.ts';
import { keptOf } from '../steps/clean.ts';
import type { Laboratory } from '../steps/context.ts';
import { embeddedGold } from '../steps/embeddedGold.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import { scoreOf, trainStudents } from '../training/trainStudent.ts';
import { atEqualSizes } from './atEqualSizes.ts';
import { filteredByDataMap } from './filteredByDataMap.ts';
import { teacherAsAnswerer, teacherAsClassifier } from './teacherYardsticks.ts';
import type { Yardstick } from './yardstick.ts';

/**
 * What a synthetic set must beat: the majority, the teacher itself, and for each set of labels that
 * a recipe used, a student and a logistic regression on those labels alone, and a student on those
 * labels plus the recipe's rows. Where it is asked for, also the recipes at equal sizes, and each with its
 * rows filtered.
 * Answers to questions are no classes: of these there are the teacher and the students.
 */
export async function yardsticks(
  lab: Laboratory,
  recipes: readonly RecipeResult[],
): Promise<Yardstick[]> {
  const { task } = lab;
  const isLabelled = task.kind !== 'extractive-qa';
  const result = isLabelled
    ? [majority(lab), await teacherAsClassifier({ ...lab, task })]
    : [await teacherAsAnswerer({ ...lab, task })];
  const sets = new Set<LabelSet>(['seed']);
  for (const recipe of recipes) sets.add(labelSetOf(recipe) ?? 'seed');
  for (const set of sets) {
    result.push(await labelsAlone(lab, set));
    if (isLabelled) result.push(await frozenEncoder(lab, set));
  }
  for (const recipe of recipes) {
    // without labels of its own a recipe's rows are all there is: that student is the recipe's
    if (recipe.consumed.length > 0) result.push(await labelsAndRows(lab, recipe));
  }
  if (lab.equalSizes === 'on') result.push(...(await atEqualSizes(lab, recipes, fullNameOf)));
  if (lab.dataMap.filter === 'off') return result;
  for (const recipe of recipes) {
    const filtered = await filteredByDataMap(lab, recipe, fullNameOf(recipe));
    if (filtered) result.push(filtered);
  }
  return result;
}

/** A yardstick as an entry of the report. */
export function yardstickEntry(
  { variant, humanLabels, rows, validation, test }: Yardstick,
  seconds: number,
): ReportEntry {
  return {
    recipe: 'yardstick',
    variant,
    round: 0,
    humanLabels,
    rows: { asked: rows, generated: 0, dropped: {}, kept: rows },
    emptyQueries: 0,
    validation,
    test,
    tokens: 0,
    seconds,
  };
}

function majority({ gold, task }: Laboratory): Yardstick {
  const count = (label: string) => gold.test.filter((row) => row.label === label).length;
  const top = task.labels.toSorted((a, b) => count(b) - count(a))[0]!;
  const guess = (rows: readonly LabelledRow[]) =>
    score(
      rows.map(() => top),
      rows.map(({ label }) => label),
      task.labels,
    );
  return {
    variant: `always "${top}"`,
    humanLabels: 0,
    rows: 0,
    validation: guess(gold.validation),
    test: guess(gold.test),
    steps: [],
  };
}

/** The gold of a set of labels, each split by itself. */
function splitsOf(set: LabelSet): readonly ('seed' | 'validation')[] {
  return set === 'seed and validation' ? ['seed', 'validation'] : [set];
}

async function labelsAlone(lab: Laboratory, set: LabelSet): Promise<Yardstick> {
  const rows = splitsOf(set).flatMap((split) => lab.gold[split]);
  const key = `yardstick/${set.replaceAll(' ', '-')}-alone`;
  const students = await trainStudents(lab, `${key}/train`, rows, {
    choose: 'last',
    test: true,
    keep: false,
  });
  return {
    variant: `${set} labels alone`,
    humanLabels: rows.length,
    rows: rows.length,
    // its own training rows are no measure
    validation: set === 'seed' ? scoreOf(lab, students, 'validation') : null,
    test: scoreOf(lab, students, 'test'),
    ...(students[0]!.curves ? { curves: students[0]!.curves } : {}),
    steps: [`${key}/`],
  };
}

/** The whole of a set of labels, also where the recipe was shown a few of it: who has them, uses them. */
async function labelsAndRows(lab: Laboratory, recipe: RecipeResult): Promise<Yardstick> {
  const name = fullNameOf(recipe);
  const set = labelSetOf(recipe)!;
  const labels = splitsOf(set).flatMap((split) => lab.gold[split]);
  const rows = [...labels, ...keptOf(recipe.examples)];
  const key = `yardstick/labels-and-${name.replace(' ', '-')}`;
  const students = await trainStudents(tunedAs(recipe, lab), `${key}/train`, rows, {
    choose: 'last',
    test: true,
    keep: false,
  });
  return {
    variant: `labels + rows of ${name}`,
    humanLabels: labels.length,
    rows: rows.length,
    validation: set !== 'seed' ? null : scoreOf(lab, students, 'validation'),
    test: scoreOf(lab, students, 'test'),
    steps: [`${key}/`],
  };
}

/** SynthesizRR's variants are known by their own names, as in earlier reports; a round is left out. */
function fullNameOf({ recipe, rounds }: RecipeResult): string {
  const { variant } = rounds.at(-1)!;
  if (recipe === 'synthesizrr') return variant;
  if (recipe === 'fewgen') return `${recipe} ${variant}`;
  return recipe === 'transfer' ? `${recipe} ${variant.split(',')[0]}` : recipe;
}

/** Logistic regression on the encoder's embeddings of the same labels. */
async function frozenEncoder(lab: Laboratory, set: LabelSet): Promise<Yardstick> {
  const { run, gold, task, models } = lab;
  const key = `yardstick/encoder-${set.replaceAll(' ', '-')}`;
  const featuresOf = await embeddedGold(lab);
  const labelled = splitsOf(set).flatMap((split) => gold[split]);
  const predicted = await run.step(
    `${key}/fit`,
    {
      texts: (['seed', 'validation', 'test'] as const).map((split) =>
        contentHash(gold[split].map(studentInput)),
      ),
      rows: labelled.map(({ label }) => label),
      encoder: models.encoder.identity,
    },
    () => {
      const classes = labelled.map(({ label }) => task.labels.indexOf(label));
      const model = fitLogisticRegression(
        splitsOf(set).flatMap(featuresOf),
        classes,
        task.labels.length,
      );
      const predict = (split: 'validation' | 'test') =>
        featuresOf(split).map((features) => task.labels[classify(model, features)]!);
      return { validation: predict('validation'), test: predict('test') };
    },
  );
  const scored = (split: 'validation' | 'test') =>
    score(
      predicted[split],
      gold[split].map(({ label }) => label),
      task.labels,
    );
  return {
    variant: `frozen encoder, ${set} labels`,
    humanLabels: labelled.length,
    rows: labelled.length,
    validation: set === 'seed' ? scored('validation') : null,
    test: scored('test'),
    steps: ['yardstick/gold/', `${key}/`],
  };
}
