import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { batchCalibration, smoothedShares } from '../measures/batchCalibration.ts';
import { score } from '../measures/score.ts';
import { fill } from '../prompts/promptSet.ts';
import type { LabelledTask, QuestionTask, RunContext } from '../steps/context.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import { parseText } from '../steps/parseOutput.ts';
import { canScore, meanLog, placesOf, teacherScores } from '../steps/teacherScores.ts';
import { headFor } from '../training/headFor.ts';
import type { Measured } from './yardstick.ts';

/** The teacher itself: as a classifier, calibrated and as it is, or for questions by its answers. */
export async function teacherYardsticks(ctx: RunContext): Promise<Measured[]> {
  const { task, models } = ctx;
  if (models.teacher.isAbsent) return [];
  return task.kind === 'extractive-qa'
    ? [await teacherAsAnswerer({ ...ctx, task })]
    : teacherAsClassifier({ ...ctx, task });
}

/**
 * Compares how likely the teacher finds each label's words after the text: by their mean
 * log-probability a token, calibrated over the validation and test texts with the shares of the
 * labels in the user's seed set; and by the plain sum, which favours short words and whatever the
 * teacher says most.
 */
async function teacherAsClassifier(ctx: RunContext<LabelledTask>): Promise<Measured[]> {
  const { gold, task } = ctx;
  if (!(await canScore(ctx.hosts))) {
    ctx.note(
      `${ctx.models.teacher.name}: the server does not say how likely it finds a label’s words, so the teacher is not measured as a classifier, and the label gate is off.`,
    );
    return [];
  }
  const texts = [...gold.validation, ...gold.test];
  const scores = await teacherScores(ctx, stepKey('classify', 'yardstick', 'teacher'), texts);
  const means = scores.map((row) => row.map(meanLog));
  const shares = smoothedShares(gold.seed, task.labels);
  const sums = scores.map((row) => row.map(({ log }) => log));
  return [
    measureShares(ctx, batchCalibration(means, shares), {
      kind: 'teacher',
      title: 'the teacher as classifier',
    }),
    measureShares(ctx, sums, {
      kind: 'teacherUncalibrated',
      title: 'the teacher, not calibrated',
    }),
  ];
}

/** @param shares for each validation text, then each test text: how much each label is preferred */
function measureShares(
  { gold, task }: RunContext<LabelledTask>,
  shares: readonly (readonly number[])[],
  named: Pick<Measured, 'kind' | 'title'>,
): Measured {
  const predicted = shares.map((row) => task.labels[row.indexOf(Math.max(...row))]!);
  const split = gold.validation.length;
  const actual = (rows: readonly LabelledRow[]) => rows.map(({ label }) => label);
  return {
    ...named,
    humanLabels: 0,
    rows: 0,
    validation: score(predicted.slice(0, split), actual(gold.validation), task.labels),
    test: score(predicted.slice(split), actual(gold.test), task.labels),
  };
}

/** Asks the teacher for answers, with greedy decoding and without shots. */
async function teacherAsAnswerer(ctx: RunContext<QuestionTask>): Promise<Measured> {
  const { run, gold, task, hosts, models } = ctx;
  const { template, maxTokens, stop } = task.prompts.answer;
  const questions = [...gold.validation, ...gold.test];
  const answers = await run.collect(
    stepKey('answer', 'yardstick', 'teacher'),
    {
      template,
      maxTokens,
      stop,
      questions: contentHash(questions.map(studentInput)),
      teacher: models.teacher.identity,
    },
    questions.length,
    async (i) => {
      const prompt = { text: fill(template, await placesOf(ctx, questions[i]!)), chat: false };
      const sampling = { temperature: 0, topP: 1, maxTokens, stop, seed: 0 };
      return parseText((await hosts.teacher.generate(prompt, sampling)).output);
    },
    { parallel: hosts.teacher.parallel },
  );
  const split = gold.validation.length;
  const work = headFor(task);
  return {
    kind: 'teacher',
    title: 'the teacher asked',
    humanLabels: 0,
    rows: 0,
    validation: work.score(answers.slice(0, split), gold.validation),
    test: work.score(answers.slice(split), gold.test),
  };
}
