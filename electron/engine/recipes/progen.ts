import { BadInput } from '../../../models/badInput.ts';
import { progen as data, type ProgenSettings } from '../../contract/recipes/progen.ts';
import { contentHash } from '../journal/contentHash.ts';
import { round, stepKey } from '../journal/stepKey.ts';
import { wordsOf } from '../measures/wordsOf.ts';
import { fill } from '../prompts/promptSet.ts';
import type { RunContext } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { type Asked, type Generation, generate } from '../steps/generate.ts';
import { shownContexts } from '../steps/shownContexts.ts';
import type { Pass } from '../steps/untilKept.ts';
import { behindMostShots, behindShots, exampleTemplate, type Shot } from './behindShots.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { type Feedback, feedbackAt } from './feedbackAt.ts';
import { type CheckedInputs, defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { shotsThatFit } from './typicalRewrite.ts';
import {
  contextCalls,
  firstRows,
  planZerogen,
  settingsOfZerogen,
  type ZerogenPlan,
} from './zerogen.ts';
import { typicalZerogenCall, zerogenPrompts } from './zerogenPrompt.ts';

/**
 * ProGen (Ye et al. 2022): ZeroGen's loop with feedback. At each milestone a student learns from the rows so far, and those
 * that help it most on rows that were held out may be shown in further prompts. The first rows are ZeroGen's own.
 */
async function run(ctx: RunContext, settings: ProgenSettings): Promise<RecipeResult> {
  const plan = await planZerogen(ctx, settingsOfZerogen(settings));
  const milestones = milestonesOf(settings);
  const candidates: Candidate[] = [];
  const generations: Generation[] = [];
  let feedback: Feedback | undefined;
  for (const [part, to] of [...milestones, settings.rows].entries()) {
    const written = feedback
      ? await rowsAfter(ctx, settings, { plan, candidates, feedback, part, to })
      : await firstRows(ctx, plan, to);
    candidates.push(...written.candidates);
    generations.push(...written.generations);
    if (part === milestones.length) break;
    feedback = await feedbackAt(ctx, settings, part, candidates, feedback);
  }
  return cleanAndTrain(ctx, settings, {
    candidates: candidates.map((row, at) => withInfluence(row, feedback?.influences.get(at))),
    generations,
    otherTokens: plan.otherTokens,
    title: data.paperName,
    asked: settings.rows,
    emptyQueries: 0,
    consumed: [],
  });
}

/** The numbers of rows at which students judge them: each twice the one before, and fewer than all. */
function milestonesOf({
  rows,
  firstMilestone,
}: Pick<ProgenSettings, 'rows' | 'firstMilestone'>): number[] {
  const milestones: number[] = [];
  for (let at = firstMilestone; at < rows; at *= GROWTH) milestones.push(at);
  return milestones;
}

/** ProGen's repository, cls_generator.py. */
const GROWTH = 2;

interface PartToWrite {
  readonly plan: ZerogenPlan;
  /** The rows before it. */
  readonly candidates: readonly Candidate[];
  readonly feedback: Feedback;
  readonly part: number;
  /** The number of rows behind it. */
  readonly to: number;
}

/** The rows up to the next milestone, some of them behind shots from the pool. */
async function rowsAfter(
  ctx: RunContext,
  settings: ProgenSettings,
  { plan, candidates, feedback, part, to }: PartToWrite,
): Promise<Pass> {
  const from = candidates.length;
  const pool = await poolOf(ctx, candidates, feedback);
  const { shots, shotShare, overlap } = settings;
  // drawn for each row anew, since a recorded call makes no prompt
  const shotsOf = (row: number): readonly Shot[] => {
    const random = ctx.run.random('progen', 'shots', row);
    return random.uniform() < shotShare ? random.sample(pool[plan.labels[row]!]!, shots) : [];
  };
  const generations = await generate(
    ctx,
    stepKey('generate', 'progen', round(part)),
    {
      ...plan.inputs,
      example: exampleTemplate(ctx.task),
      pool: contentHash(pool),
      from,
      shots,
      shotShare,
    },
    to - from,
    plan.decoding,
    (i) => {
      const shown = shotsOf(from + i);
      const asked = plan.ask(from + i);
      return shown.length > 0 ? behindMostShots(ctx, shown, asked) : asked;
    },
  );
  return {
    generations,
    candidates: generations.map((generation, i) => {
      const row = plan.candidate(from + i, generation);
      return repeats(row.text, shotsOf(from + i), overlap)
        ? { ...row, leftOut: 'copyOfShot' }
        : row;
    }),
  };
}

/** The pool of each label as prompts show it. */
async function poolOf(
  ctx: RunContext,
  candidates: readonly Candidate[],
  { pool }: Feedback,
): Promise<Record<string, Shot[]>> {
  const rows = ctx.task.labels.flatMap((label) => pool[label]!.map((at) => candidates[at]!));
  const contexts = rows.flatMap(({ context }) => context ?? []);
  const shown = contexts.length > 0 ? await shownContexts(ctx, contexts) : [];
  const shots = rows.map(({ label, text }, i) => ({
    label,
    shot: { ...(shown.length > 0 ? { context: shown[i]! } : {}), text },
  }));
  return Object.fromEntries(
    ctx.task.labels.map((label) => [
      label,
      shots.filter((row) => row.label === label).map(({ shot }) => shot),
    ]),
  );
}

/** Whether a text has at least this share of the words of one of the shots. */
function repeats(text: string, shots: readonly Shot[], share: number): boolean {
  const own = new Set(wordsOf(text.toLowerCase()));
  return shots.some((shot) => {
    const theirs = new Set(wordsOf(shot.text.toLowerCase()));
    return (
      theirs.size > 0 && [...theirs].filter((word) => own.has(word)).length >= share * theirs.size
    );
  });
}

function withInfluence(row: Candidate, influence: number | undefined): Candidate {
  return influence === undefined ? row : { ...row, lineage: { ...row.lineage, influence } };
}

/** @throws BadInput for too few rows, and for a prompt set without ZeroGen's prompts */
function check(
  { kind, rows, firstMilestone, validationShare }: ProgenSettings,
  { task }: CheckedInputs,
): void {
  zerogenPrompts(task);
  if (rows <= firstMilestone) {
    throw new BadInput(
      `recipes: ${kind} judges rows when ${firstMilestone} are written and writes further ones then, and ${rows} are asked for. ` +
        'Ask for more rows, or set firstMilestone lower.',
    );
  }
  const own = Math.floor(firstMilestone / task.labels.length);
  const held = Math.round(validationShare * own);
  if (held > 0 && held < own) return;
  throw new BadInput(
    `recipes: of the ${firstMilestone} rows up to firstMilestone each label of ${kind} has ${own}, of which ${held} would be held ` +
      'out and the others learned from. Set firstMilestone higher, or validationShare nearer to 0.5.',
  );
}

export const progen = defineRecipe<'progen'>({
  data,
  check,
  run,
  plan(settings, sizes) {
    const held = Math.round(settings.validationShare * settings.firstMilestone);
    return {
      calls: settings.rows + contextCalls(settings, sizes),
      before: milestonesOf(settings).map((rows) => rows - held),
      rows: settings.rows,
      notes: ['Not counted: how each row influences a student, at each milestone of ProGen.'],
    };
  },
  typicalCall(settings, material) {
    const { prompt, ...call } = typicalZerogenCall(settings, material);
    const { context, text } = material.example;
    const shot = context === undefined ? { text } : { context, text };
    const before = (n: number) =>
      behindShots(
        material.task,
        Array.from({ length: n }, () => shot),
        prompt,
      );
    const block = ({ text: words }: Asked) => ({ asked: '', prefix: words, answer: '' });
    const wanted = Math.round(settings.shots * settings.shotShare);
    const { length } = shotsThatFit(wanted, block(before(1)), [block(prompt)]);
    return { ...call, prompt: before(length) };
  },
  preview(show, { task, example: { context = '', text } }) {
    if (task.kind === 'extractive-qa' || !task.prompts.zerogen) return [];
    const { example } = task.prompts.progen;
    return [
      show('progen.example', example, {
        title: 'A row that is shown',
        what: 'ProGen: before a prompt for a further row of its label, which it must not name.',
        text: fill(example, { context, text }),
        chat: false,
        maxTokens: task.prompts.zerogen.maxTokens,
      }),
    ];
  },
});
