import { BadInput } from '../../../models/badInput.ts';
import type { Phase } from '../../contract/phase.ts';
import { type RecipeSettings, recipeId, recipeVariants } from '../../contract/recipes/recipes.ts';
import type { Leak, Report, ReportEntry, TrainingCurves } from '../../contract/report.ts';
import type { RunTiming } from '../../contract/runTiming.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import { percent } from '../measures/percent.ts';
import type { Project } from '../project/project.ts';
import type { RecipeResult, RoundResult } from '../recipes/recipeResult.ts';
import type { RunTeacher } from '../runtime/runModels.ts';
import type { RunContext } from '../steps/context.ts';
import { trainingWords } from '../training/trainingWords.ts';
import { compareWithLabels } from './compareWithLabels.ts';
import { countParameters } from './countParameters.ts';
import { equalSizeFacts } from './equalSizeFacts.ts';
import { lastReport } from './finishedRuns.ts';
import { gridPointName } from './gridPointName.ts';
import { type ReportWords, reportWords } from './reportWords.ts';
import { verdictOf } from './verdictOf.ts';
import { type Yardstick, yardstickEntry } from './yardstick.ts';

/** Writes the report of a finished run and stores it in the project. */
export function makeReport(
  project: Project,
  run: number,
  ctx: RunContext,
  {
    recipes,
    measured,
    timing,
    leaks,
  }: {
    readonly recipes: readonly RecipeResult[];
    readonly measured: readonly Yardstick[];
    readonly timing: RunTiming | null;
    readonly leaks: readonly Leak[];
  },
): Report {
  const steps = stepTimes(project, run);
  const seconds = new Map(steps.map((step) => [step.id, step.seconds]));
  const secondsOf = (used: readonly number[]) =>
    used.reduce((sum, id) => sum + (seconds.get(id) ?? 0), 0);
  const entries = [
    ...recipes.flatMap((recipe) =>
      recipe.rounds.map((round): ReportEntry => {
        const { title, rows, emptyQueries, validation, test, tokens } = round;
        return {
          id: entryId(recipe.settings, round),
          title,
          recipe: recipeId(recipe.settings),
          yardstick: null,
          rowsOf: null,
          labels: null,
          round: round.round,
          humanLabels: recipe.consumed.length + recipe.reviewed,
          rows,
          emptyQueries,
          validation,
          test,
          tokens,
          seconds: secondsOf(round.steps),
          ...(round === recipe.rounds.at(-1) ? finalFacts(recipe) : {}),
        };
      }),
    ),
    ...measured.map((yardstick) => yardstickEntry(yardstick, secondsOf(yardstick.steps))),
  ];
  const words = reportWords(ctx.task.kind);
  const parameters = countParameters(project, recipes);
  const grids = recipes.flatMap(({ settings, rounds, grid }) =>
    grid ? [{ id: entryId(settings, rounds.at(-1)!), ...grid }] : [],
  );
  // a test that the rows have seen decides nothing
  const comparison = leaks.length > 0 ? undefined : compareWithLabels(ctx, measured);
  const report: Report = {
    verdict: verdictOf(entries, comparison, words, leaks),
    ...(leaks.length > 0 ? { leaks } : {}),
    ...(comparison ? { comparison } : {}),
    ...(words.measures ? { measures: words.measures } : {}),
    entries,
    ...(parameters === undefined ? {} : { parameters }),
    ...(grids.length > 0 ? { grids } : {}),
    phases: phases(steps),
    ...(timing ? { timing } : {}),
    facts: [
      ...facts(project, run, ctx, entries, steps, words),
      ...recipes.flatMap(retrievalFact),
      ...recipes.flatMap(curveFact),
      ...measured.flatMap(({ kind, title, students }) => {
        const curves = kind === 'labelsAlone' ? students?.[0]?.curves : undefined;
        return curves ? curveSentence(title, curves) : [];
      }),
      ...recipes.flatMap(gridFact),
      ...equalSizeFacts(ctx, measured),
    ],
  };
  project.database.run('UPDATE runs SET facts = ? WHERE id = ?', JSON.stringify(report), run);
  return report;
}

/** @throws BadInput if no run of the project has finished */
export function readReport({ database, folder }: Project): Report {
  const report = lastReport(database);
  if (!report) {
    throw new BadInput(
      `No run of ${folder} has finished yet; \`stillroom status ${folder}\` says where it is.`,
    );
  }
  return report;
}

/** The report entry of a recipe after one of its rounds. */
function entryId(settings: RecipeSettings, { round }: RoundResult): string {
  return `${recipeId(settings)}/${round}`;
}

interface StepTime {
  readonly id: number;
  readonly phase: Phase;
  readonly seconds: number;
}

function stepTimes({ database }: Project, run: number): StepTime[] {
  return database
    .all<{ id: number; key: string; seconds: number }>(
      'SELECT id, key, seconds FROM steps JOIN run_steps ON run_steps.step = steps.id WHERE run = ? ORDER BY id',
      run,
    )
    .map(({ key, ...step }) => ({ ...step, phase: parseStepKey(key).phase }));
}

/** Wall time by phase: generate, train, embed, search, … */
function phases(steps: readonly StepTime[]): Report['phases'] {
  const sums = new Map<Phase, number>();
  for (const { phase, seconds } of steps) {
    sums.set(phase, (sums.get(phase) ?? 0) + seconds);
  }
  return [...sums]
    .map(([phase, seconds]) => ({ phase, seconds }))
    .sort((a, b) => b.seconds - a.seconds);
}

/** What is known of a recipe's final students and of its retrieval. */
function finalFacts({
  students,
  retrieved,
}: RecipeResult): Pick<ReportEntry, 'curves' | 'retrieved'> {
  const curves = students[0]?.curves;
  return { ...(curves ? { curves } : {}), ...(retrieved ? { retrieved } : {}) };
}

/** The recipe after its last round. */
const lastTitle = ({ rounds }: Pick<RecipeResult, 'rounds'>) => rounds.at(-1)!.title;

/**
 * S3's Figure 1 as a sentence, for the first final student; Gold is the student on the labels
 * alone.
 */
function curveFact({ rounds, students }: RecipeResult): string[] {
  const curves = students[0]?.curves;
  return curves ? [curveSentence(lastTitle({ rounds }), curves)] : [];
}

function curveSentence(name: string, curves: TrainingCurves): string {
  const inTurn = (shares: readonly number[]) => shares.map(percent).join(', ');
  return (
    `${name}, accuracy after each epoch: training texts ${inTurn(curves.training)}; test texts ` +
    `${inTurn(curves.test)}.`
  );
}

/** Lists every point that was tried, so that the choice can be checked. */
function gridFact({ rounds, grid }: RecipeResult): string[] {
  if (!grid) return [];
  const tried = grid.points.map(
    ({ settings, epoch, accuracy }) =>
      `${gridPointName(settings)} ${percent(accuracy)} (epoch ${epoch})`,
  );
  return [
    `${lastTitle({ rounds })}, a grid of ${tried.length} on validation: ` +
      `${tried.join('; ')}. Trained with ${gridPointName(grid.points[grid.chosen]!.settings)}.`,
  ];
}

/** SynthesizRR's Figure 6 as a sentence. */
function retrievalFact({ settings, retrieved }: RecipeResult): string[] {
  if (!retrieved) return [];
  const { queries, places, passages, byQueries, most } = retrieved;
  const name = recipeVariants.get(recipeId(settings))!.paperName;
  const { one, twoToFive, more } = byQueries;
  return [
    `${name}: the top 50 of ${queries} queries have ${places} places and hold ${passages} different ` +
      `passages; ${one} are found by one query, ${twoToFive} by two to five, ${more} by more, and one by ` +
      `${most}.`,
  ];
}

function facts(
  { database, folder }: Project,
  run: number,
  { models, gold, student, hosts, shotCounts }: RunContext,
  entries: readonly ReportEntry[],
  steps: readonly StepTime[],
  words: ReportWords,
): string[] {
  const generating = steps
    .filter(({ phase }) => phase === 'generate')
    .reduce((sum, { seconds }) => sum + seconds, 0);
  const tokens = database.get<{ n: number }>(
    `SELECT coalesce(sum(output_tokens), 0) AS n
     FROM generations JOIN run_steps ON run_steps.step = generations.step WHERE run = ?`,
    run,
  )!.n;
  const rate = generating > 0 ? `${(tokens / generating).toFixed(0)} tokens/s` : 'nothing';
  return [
    teacherFact(models.teacher, hosts.teacher.description, rate),
    ...(models.base && hosts.base
      ? [
          `Base model ${models.base.name}, which writes drafts as raw text, works ${hosts.base.description}.`,
        ]
      : []),
    `Encoder ${models.encoder.name}; student ${models.student.name}: ${trainingWords(student)}; ` +
      `${student.seeds} seed(s)${student.seeds > 1 ? '; rounds before the last are one student each' : ''}.`,
    `Gold: ${gold.seed.length} seed, ${gold.validation.length} validation, ${gold.test.length} test. ` +
      words.scores,
    ...shotCounts.sentences(),
    `Rows and lineage: ${folder}/project.db; students: ${folder}/students.`,
    ...(student.grid
      ? [
          "Validation labels chose every recipe's settings and epoch on the grid, so they count among its " +
            'human labels, and its validation accuracy is no measure: trust the test column. Students of ' +
            'labels alone are trained without the grid, which favours the recipes slightly.',
        ]
      : []),
    ...validationFact(entries),
  ];
}

function teacherFact(
  { name, endpoints, isAbsent }: RunTeacher,
  works: string,
  rate: string,
): string {
  if (isAbsent) return 'No teacher: nothing was written.';
  if (!endpoints) return `Teacher ${name} works ${works}. It wrote ${rate}.`;
  const models = [...new Set(endpoints.endpoints.map(({ model }) => model))].join(', ');
  const urls = endpoints.endpoints.map(({ url }) => url).join(', ');
  return (
    `Teacher ${name}: ${models} at ${urls}, ${rate}. Its answers are recorded, and a run repeats them from ` +
    'the record; asked again, a server may answer otherwise.'
  );
}

/** Which recipes' validation accuracy is flattered: it chose their epochs, and some learned from its errors. */
function validationFact(entries: readonly ReportEntry[]): string[] {
  const ids = new Set(entries.flatMap(({ recipe }) => recipe ?? []));
  const chosen = [...ids].flatMap((id) => {
    const variant = recipeVariants.get(id)!;
    return variant.data.epoch === 'best' ? [variant] : [];
  });
  if (chosen.length === 0) return [];
  const learning = chosen.some(({ hasRounds }) => hasRounds)
    ? ', and the errors on it became rows'
    : '';
  return [
    `Validation chose the epochs of ${chosen.map(({ paperName }) => paperName).join(', ')}${learning}: trust ` +
      'the test column.',
  ];
}
