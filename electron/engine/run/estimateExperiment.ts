import { existsSync } from 'node:fs';
import path from 'node:path';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { openProject } from '../project/project.ts';
import type { Compute } from '../runtime/hosts.ts';
import { estimate } from './estimate.ts';

/**
 * Estimates what a run of an experiment would take, in its project if there is one; makes none.
 * @throws BadInput for anything that would prevent the run from starting
 */
export async function estimateExperiment(
  experiment: Experiment,
  store: ModelStore,
  control: { readonly compute?: Compute; readonly signal: AbortSignal },
): Promise<RunEstimate> {
  const isThere = existsSync(path.join(experiment.project, 'project.db'));
  if (!isThere) return estimate(undefined, experiment, store, control);
  const project = await openProject(experiment.project, { create: false });
  try {
    return await estimate(project.database, experiment, store, control);
  } finally {
    project.close();
  }
}
