import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { score } from '../measures/score.ts';
import { fill } from '../prompts/promptSet.ts';
import type { LabelledTask, QuestionTask, RunContext } from '../steps/context.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import { parseText } from '../steps/parseOutput.ts';
import { headFor } from '../training/headFor.ts';
import type { Measured } from './yardstick.ts';

/** The teacher itself: as a classifier, or for questions by its answers. */
export function teacherYardstick(ctx: RunContext): Promise<Measured> {
  const { task } = ctx;
  return task.kind === 'extractive-qa'
    ? teacherAsAnswerer({ ...ctx, task })
    : teacherAsClassifier({ ...ctx, task });
}

/** Chooses the label whose verbalizer the teacher finds most likely after the text. */
async function teacherAsClassifier(ctx: RunContext<LabelledTask>): Promise<Measured> {
  const { run, gold, task, hosts, models } = ctx;
  const { template, verbalizers } = task.prompts.classify;
  const texts = [...gold.validation, ...gold.test];
  const words = task.labels.map((label) => ` ${verbalizers[label]}`);
  const predicted = await run.collect(
    stepKey('classify', 'yardstick', 'teacher'),
    {
      template,
      words,
      texts: contentHash(texts.map(studentInput)),
      teacher: models.teacher.identity,
    },
    texts.length,
    async (i) => {
      const prompt = { text: fill(template, await placesOf(ctx, texts[i]!)), chat: false };
      const logs = await hosts.teacher.score(prompt, words);
      return task.labels[logs.indexOf(Math.max(...logs))]!;
    },
    { parallel: hosts.teacher.parallel },
  );
  const actual = texts.map(({ label }) => label);
  const split = gold.validation.length;
  return {
    kind: 'teacher',
    title: 'the teacher as classifier',
    humanLabels: 0,
    rows: 0,
    validation: score(predicted.slice(0, split), actual.slice(0, split), task.labels),
    test: score(predicted.slice(split), actual.slice(split), task.labels),
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

/**
 * A text with its context, if it has one; half of the teacher's context window is left for the
 * instruction.
 */
async function placesOf(
  { hosts }: RunContext,
  { context, text }: LabelledRow,
): Promise<{ text: string; context?: string }> {
  const given = context === undefined ? [text] : [text, context];
  const limit = Math.floor(hosts.teacher.contextSize / 2 / given.length);
  const [cut, cutContext] = await hosts.teacher.cutTexts(given, limit);
  return { text: cut!.text, ...(cutContext ? { context: cutContext.text } : {}) };
}
