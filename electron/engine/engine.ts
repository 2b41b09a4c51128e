import { type ModelStore, openModelStore } from '../../models/catalog/modelStore.ts';
import type { Experiment } from '../contract/experiment.ts';
import type { Report } from '../contract/report.ts';
import { openProject } from './project/project.ts';
import { readReport } from './report/makeReport.ts';
import { checkExperiment, type RunEvents, type RunOutcome, runInProject } from './runInProject.ts';
import type { Compute } from './steps/hosts.ts';

export { BadInput } from '../../models/badInput.ts';
export type { Experiment } from '../contract/experiment.ts';
export type { Report, ReportEntry, Score } from '../contract/report.ts';
export { apiRouter } from './api/apiRouter.ts';
export { appFile } from './appFile.ts';
export { readExperiment } from './experiment/readExperiment.ts';
export { exportProject } from './export/exportProject.ts';
export { predictFile } from './export/predictFile.ts';
export {
  installStudentCuda,
  probeStudentCuda,
  type StudentCuda,
} from './machine/studentCuda.ts';
export { openModelStore } from './modelStore.ts';
export { statusOf } from './report/statusOf.ts';
export type { RunEvents, RunOutcome } from './runInProject.ts';
export { openSession, type Session } from './session/session.ts';

/**
 * Runs an experiment in its project, or goes on where its last run stopped.
 *
 * Steps with equal inputs are reused, whichever run made them. A pause records what is done.
 * @throws BadInput for what the user can put right: before anything is written where the input is at
 *   fault, and with all that is done recorded where a step is
 */
export async function runExperiment(
  experiment: Experiment,
  events: RunEvents,
  signal: AbortSignal,
  store: ModelStore = openModelStore(),
  compute: Compute = {},
): Promise<RunOutcome> {
  const checked = await checkExperiment(experiment, store);
  const project = await openProject(experiment.project, { create: true });
  try {
    return await runInProject(project, checked, { events, pause: signal, compute });
  } finally {
    project.close();
  }
}

/** The report of a project's last finished run. */
export async function reportOf(folder: string): Promise<Report> {
  const project = await openProject(folder, { create: false });
  try {
    return readReport(project);
  } finally {
    project.close();
  }
}
