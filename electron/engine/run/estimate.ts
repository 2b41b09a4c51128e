import { mkdtempSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { dataOf } from '../../contract/recipes/recipes.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { waitingFolder } from '../files/dataFolder.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { readGold } from '../import/readGold.ts';
import type { Project } from '../project/project.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { countReviewed } from '../recipes/reviewed.ts';
import { LETTERS_PER_TOKEN } from '../recipes/typicalRewrite.ts';
import type { Compute } from '../runtime/hosts.ts';
import { goldStream } from '../steps/gold.ts';
import { chooseLayout } from './chooseLayout.ts';
import { estimateRun } from './estimateRun.ts';
import { preflight, requirePassed } from './preflight.ts';
import { probeMachine } from './probeMachine.ts';
import { checkExperiment } from './runInProject.ts';
import { runSizes } from './runSizes.ts';

/**
 * Estimates what a run of this experiment's only recipe would take on this machine.
 * @throws BadInput for anything that would prevent the run from starting
 */
export async function estimate(
  project: Project,
  experiment: Experiment,
  store: ModelStore,
  { compute, signal }: { readonly compute?: Compute; readonly signal: AbortSignal },
): Promise<RunEstimate> {
  const recipe = experiment.recipes[0]!;
  const checked = await checkExperiment(experiment, store);
  const checks = await preflight(checked, compute);
  requirePassed(checks);
  const { models, task } = checked;
  const { labels } = task;
  const gold = readGold(experiment.gold, labels, goldStream(experiment.seed));
  const documents = dataOf(recipe.kind).needs.includes('corpus')
    ? readDocuments(project.database, experiment.corpus).documents
    : [];
  const limit = 'passageTokens' in recipe ? recipe.passageTokens * LETTERS_PER_TOKEN : Infinity;
  const unit = experiment.corpus[0]?.unit ?? 'document';
  const passages = documents
    .map(({ text }) => (unit === 'document' ? 1 : Math.ceil(text.length / limit)))
    .reduce((sum, n) => sum + n, 0);
  const sizes = runSizes(task, gold, {
    passages,
    reviewed: {
      accepted: countReviewed(project.database, 'accepted'),
      notRejected: countReviewed(project.database, 'notRejected'),
    },
  });
  // removed with the waiting files if this process is killed
  makeFolder(waitingFolder());
  const scratch = mkdtempSync(path.join(waitingFolder(), 'probe-'));
  try {
    const texts = documents.map(({ text }) => text.slice(0, limit));
    const probe = await probeMachine(
      models,
      {
        call: recipeOf(recipe).typicalCall(recipe, {
          task,
          example: gold[0]!,
          passages: texts,
          teacher: models.teacher,
        }),
        texts: gold.filter(({ split }) => split !== 'test'),
        task,
        passages: recipeOf(recipe).plan(recipe, sizes).embedsPassages ? texts : [],
        student: experiment.student,
        compute,
        layout: await chooseLayout({
          ...{ models, experiment, task, gold, compute, signal, measures: false },
          note: () => {},
        }),
        scratch,
      },
      signal,
    );
    return { ...estimateRun(recipe, sizes, experiment, probe), checks };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}
