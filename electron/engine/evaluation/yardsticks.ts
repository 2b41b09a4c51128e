import type { LabelSet } from '../../contract/report.ts';
import { stepKey } from '../journal/stepKey.ts';
import { score } from '../measures/score.ts';
import { labelSetOf, type RecipeResult } from '../recipes/recipeResult.ts';
import { labelsIn, type RunContext } from '../steps/context.ts';
import type { LabelledRow } from '../steps/labelledRow.ts';
import { scoreOf, trainStudents } from '../training/trainStudent.ts';
import { atEqualSize, equalParts } from './atEqualSize.ts';
import { filteredByDataMap } from './filteredByDataMap.ts';
import { frozenEncoder } from './frozenEncoder.ts';
import { labelsAndRows } from './labelsAndRows.ts';
import { teacherYardsticks } from './teacherYardsticks.ts';
import { LABELLED, type Measured, splitsOf, type Yardstick } from './yardstick.ts';

/**
 * The baselines that a synthetic dataset must beat: the majority label, the teacher itself, and for
 * each set of labels that a recipe used, a student and a logistic regression on those labels alone;
 * and for each recipe a student, and a regression, of all labels and its rows. On request, it also compares the recipes at
 * equal sizes, and each with its rows filtered. Answers to questions are not classes, so questions
 * have the teacher and the students only.
 */
export async function yardsticks(
  ctx: RunContext,
  recipes: readonly RecipeResult[],
): Promise<Yardstick[]> {
  const result: Yardstick[] = [];
  const measure = async (
    yardstick: (ctx: RunContext) => Promise<Measured[] | Measured | null> | Measured | null,
  ) => {
    const run = ctx.run.scope();
    const measured = [(await yardstick({ ...ctx, run })) ?? []].flat();
    result.push(...measured.map((one) => ({ ...one, steps: run.used() })));
  };
  const isLabelled = ctx.task.kind !== 'extractive-qa';
  if (isLabelled) await measure(majority);
  await measure(teacherYardsticks);
  const sets = new Set<LabelSet>(['seed']);
  for (const recipe of recipes) sets.add(labelSetOf(recipe) ?? 'seed');
  const compares = ctx.student.labelsAndRows !== 'off';
  if (compares) sets.add(LABELLED.set);
  for (const set of sets) {
    await measure((own) => labelsAlone(own, set));
    if (isLabelled) await measure((own) => frozenEncoder(own, set));
  }
  for (const recipe of compares ? recipes : []) {
    await measure((own) => labelsAndRows(own, recipe));
    if (isLabelled) await measure((own) => frozenEncoder(own, LABELLED.set, recipe));
  }
  if (ctx.equalSizes === 'on') {
    for (const part of equalParts(ctx, recipes)) await measure((own) => atEqualSize(own, part));
  }
  if (ctx.dataMap.filter !== 'off') {
    for (const recipe of recipes) await measure((own) => filteredByDataMap(own, recipe));
  }
  return result;
}

function majority({ gold, task }: RunContext): Measured {
  const count = (label: string) => gold.test.filter((row) => row.label === label).length;
  const top = task.labels.toSorted((a, b) => count(b) - count(a))[0]!;
  const guess = (rows: readonly LabelledRow[]) =>
    score(
      rows.map(() => top),
      rows.map(({ label }) => label),
      task.labels,
    );
  return {
    kind: 'majority',
    title: `always "${top}"`,
    humanLabels: 0,
    rows: 0,
    validation: guess(gold.validation),
    test: guess(gold.test),
  };
}

async function labelsAlone(ctx: RunContext, set: LabelSet): Promise<Measured> {
  const rows = labelsIn(ctx.gold, splitsOf(set));
  const key = stepKey('train', 'yardstick', `${set.replaceAll(' ', '-')}-alone`);
  const students = await trainStudents(ctx, key, rows, {
    choose: 'last',
    test: true,
    // the students that the verdict compares are kept
    keep: set === LABELLED.set && ctx.student.labelsAndRows !== 'off',
  });
  return {
    kind: 'labelsAlone',
    title: `${set} labels alone`,
    labels: set,
    humanLabels: rows.length,
    rows: rows.length,
    // scores on its own training rows mean nothing
    validation: set === 'seed' ? scoreOf(ctx, students, 'validation') : null,
    test: scoreOf(ctx, students, 'test'),
    students,
  };
}
