import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { openProject } from '../project/project.ts';
import type { Compute } from '../runtime/hosts.ts';
import { preflight, requirePassed } from './preflight.ts';
import { checkExperiment, type RunEvents, type RunOutcome, runInProject } from './runInProject.ts';

/**
 * Runs an experiment in its project, or resumes its last run.
 *
 * Steps with equal inputs are reused, whichever run made them. A pause records finished work.
 * @throws BadInput for errors that the user can fix: before anything is written if the input is at
 *   fault, and with all finished work recorded if a step is
 */
export async function runExperiment(
  experiment: Experiment,
  events: RunEvents,
  signal: AbortSignal,
  store: ModelStore = openModelStore(),
  compute: Compute = {},
): Promise<RunOutcome> {
  const checked = await checkExperiment(experiment, store, events.onProgress);
  for (const sentence of requirePassed(await preflight(checked, compute))) events.onNote(sentence);
  const project = await openProject(experiment.project, { create: true });
  try {
    return await runInProject(project, checked, { events, pause: signal, compute });
  } finally {
    project.close();
  }
}
