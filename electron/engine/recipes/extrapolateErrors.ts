import { type RecipeSettings, recipeId } from '../../contract/recipes/recipes.ts';
import type { S3Settings } from '../../contract/recipes/s3.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { goldName } from '../import/goldExample.ts';
import { draw, FINAL, round, stepKey } from '../journal/stepKey.ts';
import { clean } from '../steps/clean.ts';
import type { RunContext } from '../steps/context.ts';
import { type Example, keptOf } from '../steps/example.ts';
import type { Generation } from '../steps/generate.ts';
import { type Pass, REDRAWS } from '../steps/untilKept.ts';
import { finalStudents } from '../training/finalStudents.ts';
import { headFor } from '../training/headFor.ts';
import { misclassified, onlyLabel, scoreOf, trainStudent } from '../training/trainStudent.ts';
import { outOfFold, type Said } from './outOfFold.ts';
import {
  countRows,
  type RecipeResult,
  type RoundResult,
  type Synthesised,
} from './recipeResult.ts';

/** A recipe that learns from a student's errors. */
export interface Extrapolation {
  readonly settings: RecipeSettings;
  /** Its name in notes and in the report. */
  readonly title: string;
  /** The human labels that it uses. */
  readonly consumed: readonly GoldExample[];
  /** Writes at most one row for each error, whose lineage refers to it. */
  readonly write: (
    key: string,
    errors: readonly GoldExample[],
    answers: ReadonlyMap<GoldExample, string>,
  ) => Promise<Pass>;
}

type RoundSettings = Pick<S3Settings, 'rounds' | 'until'> &
  Partial<Pick<S3Settings, 'lowF1' | 'errorsOf' | 'errorsEpoch' | 'mostErrors'>>;

/**
 * S3's Algorithm 2, error extrapolation-based synthesis: R rounds of training from scratch, each
 * followed by one new example for every validation error; then a last student is trained on
 * everything.
 */
export async function extrapolateErrors(
  ctx: RunContext,
  settings: RoundSettings,
  seed: Synthesised,
  recipe: Extrapolation,
): Promise<RecipeResult> {
  const { data, rounds } = await addRowsForErrors(ctx, settings, seed, recipe);
  const { consumed } = recipe;
  const { students, labels, ...tuning } = await finalStudents(
    ctx,
    stepKey('train', recipeId(recipe.settings), FINAL),
    keptOf(data.examples),
    { choose: 'best', consumed },
  );
  const last = roundResult(ctx, rounds.length, data, recipe, {
    // its rows were written from errors on validation, and its epoch was chosen there
    validation: isOutOfFold(settings) ? null : scoreOf(ctx, students, 'validation'),
    test: scoreOf(ctx, students, 'test'),
  });
  return {
    settings: recipe.settings,
    rounds: [...rounds, last],
    examples: data.examples,
    students,
    ...tuning,
    consumed: labels,
    reviewed: 0,
  };
}

/** Algorithm 2 without its last student: the dataset, and the rounds that built it. */
export async function addRowsForErrors(
  ctx: RunContext,
  settings: RoundSettings,
  seed: Synthesised,
  recipe: Extrapolation,
): Promise<{ readonly data: Synthesised; readonly rounds: readonly RoundResult[] }> {
  const { title } = recipe;
  let data = seed;
  const rounds: RoundResult[] = [];
  let before = Number.POSITIVE_INFINITY;
  for (let q = 0; q < settings.rounds; q++) {
    const place = [recipeId(recipe.settings), round(q)];
    const said = await saidInRound(ctx, place, keptOf(data.examples), settings);
    const answers = said.map(({ answer }) => answer);
    const only = onlyLabel(ctx, answers);
    if (only !== null) {
      ctx.note(
        `${title}: the student of round ${q} calls every validation text ${only}, so its errors show ` +
          'nothing; no more is added.',
      );
      break;
    }
    const errors = misclassified(ctx, answers, settings.lowF1);
    const end = reasonToEnd(errors.length, before, settings.until);
    if (end) {
      // the final student trains on the same rows, so it replaces the student of this round
      ctx.note(`${title}: the student of round ${q} makes ${end} on validation; no more is added.`);
      break;
    }
    before = errors.length;
    const validation = headFor(ctx.task).score(answers, ctx.gold.validation);
    rounds.push(roundResult(ctx, q, data, recipe, { validation, test: null }));
    const chosen = surestFirst(ctx, said, errors, settings.mostErrors);
    data = await addExtrapolations(ctx, q, { errors: chosen, answers }, data, recipe);
  }
  return { data, rounds };
}

const isOutOfFold = ({ errorsOf }: RoundSettings) => errorsOf === 'labelsAndRows';

/** What the student, or the students, of a round say of the validation texts. */
async function saidInRound(
  ctx: RunContext,
  place: readonly string[],
  rows: readonly Example[],
  settings: RoundSettings,
): Promise<readonly Said[]> {
  if (isOutOfFold(settings)) return outOfFold(ctx, place, rows);
  const { predictions, confidences } = await trainStudent(ctx, stepKey('train', ...place), rows, {
    choose: settings.errorsEpoch ?? 'best',
    test: false,
    keep: false,
  });
  return predictions.validation.map((answer, i) => {
    const confidence = confidences?.[i];
    return { answer, ...(confidence === undefined ? {} : { confidence }) };
  });
}

/**
 * The errors that a round writes rows for. If they are limited, those come first that the student is
 * surest of: it is furthest from seeing them.
 * @param most 0 sets no limit
 */
function surestFirst(
  { gold }: RunContext,
  said: readonly Said[],
  errors: readonly GoldExample[],
  most = 0,
): readonly GoldExample[] {
  if (most === 0 || errors.length <= most) return errors;
  const confidenceOf = new Map(gold.validation.map((one, i) => [one, said[i]!.confidence ?? 0]));
  return errors.toSorted((a, b) => confidenceOf.get(b)! - confidenceOf.get(a)!).slice(0, most);
}

/**
 * The error has converged when a round does not lower it: the paper gives no criterion (App. A).
 */
function reasonToEnd(errors: number, before: number, until: S3Settings['until']): string | null {
  if (errors === 0) return 'no error';
  const hasConverged = until === 'converged' && errors >= before;
  return hasConverged ? `${errors} errors, after ${before} of the round before,` : null;
}

/** If cleaning drops an error's row, the row is drawn again, so that each error has a row. */
async function addExtrapolations(
  ctx: RunContext,
  q: number,
  { errors, answers }: { errors: readonly GoldExample[]; answers: readonly string[] },
  data: Synthesised,
  { settings, title, write }: Extrapolation,
): Promise<Synthesised> {
  const answerTo = new Map(ctx.gold.validation.map((example, i) => [example, answers[i]!]));
  const examples: Example[] = [...data.examples];
  const generations: Generation[] = [...data.generations];
  let open = errors;
  for (let n = 0; n <= REDRAWS && open.length > 0; n++) {
    const asked = open;
    const place = [recipeId(settings), round(q), draw(n)];
    const made = await write(stepKey('generate', ...place), asked, answerTo);
    if (made.candidates.length === 0) break;
    const cleaned = await clean(ctx, stepKey('clean', ...place), made.candidates, keptOf(examples));
    examples.push(...cleaned);
    generations.push(...made.generations);
    const answered = new Set(keptOf(cleaned).map(({ lineage }) => lineage.error));
    open = asked.filter((error) => !answered.has(goldName(error)));
  }
  if (open.length > 0) {
    ctx.note(
      `${title}: ${open.length} of ${errors.length} errors of round ${q} got no usable example.`,
    );
  }
  return { ...data, examples, generations, asked: data.asked + errors.length };
}

function roundResult(
  ctx: RunContext,
  q: number,
  data: Synthesised,
  { title }: Extrapolation,
  scores: Pick<RoundResult, 'validation' | 'test'>,
): RoundResult {
  const { tokens, ...rows } = countRows(data.asked, data.generations, data.examples);
  return {
    round: q,
    title: `${title} ${q === 0 ? 'seed only' : `after round ${q}`}`,
    rows,
    emptyQueries: data.emptyQueries,
    ...scores,
    tokens: tokens + data.otherTokens,
    // rows and tokens are cumulative over all rounds so far, and so is the time
    steps: ctx.run.used(),
  };
}
