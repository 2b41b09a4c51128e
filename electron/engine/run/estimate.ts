import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { dataOf } from '../../contract/recipes/recipes.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { waitingFolder } from '../files/dataFolder.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { readGold } from '../import/readGold.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { countReviewed } from '../recipes/reviewed.ts';
import { LETTERS_PER_TOKEN } from '../recipes/typicalRewrite.ts';
import type { Compute } from '../runtime/hosts.ts';
import { goldStream } from '../steps/gold.ts';
import { chooseLayout, layoutOfBase } from './chooseLayout.ts';
import { correctEstimate } from './correctEstimate.ts';
import { estimateRecords, estimateSetting, recipesOf } from './estimateRecords.ts';
import { estimateRun } from './estimateRun.ts';
import { preflight, requirePassed } from './preflight.ts';
import { probeMachine } from './probeMachine.ts';
import { checkExperiment } from './runInProject.ts';
import { runSizes } from './runSizes.ts';

/**
 * Estimates what a run of this experiment would take on this machine, and keeps the estimate for the run.
 * @param database the project's; undefined if there is no project yet
 * @throws BadInput for anything that would prevent the run from starting
 */
export async function estimate(
  database: Database | undefined,
  experiment: Experiment,
  store: ModelStore,
  { compute, signal }: { readonly compute?: Compute; readonly signal: AbortSignal },
): Promise<RunEstimate> {
  const { recipes } = experiment;
  const checked = await checkExperiment(experiment, store);
  const checks = await preflight(checked, compute);
  requirePassed(checks);
  const { models, task } = checked;
  const gold = readGold(experiment.gold, task.labels, goldStream(experiment.seed));
  const documents = recipes.some(({ kind }) => dataOf(kind).needs.includes('corpus'))
    ? documentsOf(database, experiment)
    : [];
  const limit = Math.min(
    ...recipes.flatMap((one) => ('passageTokens' in one ? one.passageTokens : [])),
  );
  const longest = limit * LETTERS_PER_TOKEN;
  const unit = experiment.corpus[0]?.unit ?? 'document';
  const passages = documents
    .map(({ text }) => (unit === 'document' ? 1 : Math.ceil(text.length / longest)))
    .reduce((sum, n) => sum + n, 0);
  const reviewed = (only: 'accepted' | 'notRejected') =>
    database ? countReviewed(database, only) : 0;
  const sizes = runSizes(task, gold, {
    passages,
    reviewed: { accepted: reviewed('accepted'), notRejected: reviewed('notRejected') },
  });
  // removed with the waiting files if this process is killed
  makeFolder(waitingFolder());
  const scratch = mkdtempSync(path.join(waitingFolder(), 'probe-'));
  try {
    const texts = documents.map(({ text }) => text.slice(0, longest));
    const material = { task, example: gold[0]!, passages: texts, teacher: models.teacher };
    const embeds = recipes.some((one) => recipeOf(one).plan(one, sizes).embedsPassages);
    const layout = await chooseLayout({
      ...{ models, experiment, task, gold, compute, signal, measures: false },
      note: () => {},
    });
    const probe = await probeMachine(
      models,
      {
        calls: recipes.map((one) => recipeOf(one).typicalCall(one, material)),
        drafts: recipes.map((one) => recipeOf(one).typicalDraft?.(one, material) ?? null),
        texts: gold.filter(({ split }) => split !== 'test'),
        task,
        passages: embeds ? texts : [],
        student: experiment.student,
        ...{ compute, layout, scratch, baseLayout: await layoutOfBase(models, compute) },
      },
      signal,
    );
    const measured = estimateRun(recipes, sizes, experiment, probe);
    const setting = estimateSetting(models.teacher, layout, compute);
    const own = { setting, recipes: recipesOf(experiment) };
    const corrected = correctEstimate(measured, own, estimateRecords.runs());
    const { seconds, least, most } = corrected;
    const kept = { setting, seconds, least, most, measuredSeconds: measured.seconds };
    estimateRecords.keep(experiment, kept);
    return { ...corrected, checks };
  } catch (error) {
    // not an error class that the engine may import: it is the teacher's
    if ((error as Error).name !== 'PromptTooLong') throw error;
    throw new BadInput(
      `The time of a call cannot be measured, because a typical prompt is too long for ${checked.models.teacher.name}: ` +
        `${(error as Error).message}. Show fewer examples (shots), or shorten the template or the texts.`,
    );
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

function documentsOf(database: Database | undefined, { corpus }: Experiment) {
  return (database ? readDocuments(database, corpus) : readCorpus(corpus)).documents;
}
