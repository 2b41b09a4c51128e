import type { Report } from '../contract/report.ts';
import { openProject } from './project/project.ts';
import { readReport } from './report/makeReport.ts';

export { BadInput } from '../../models/badInput.ts';
export { entryTitle } from '../contract/entryTitle.ts';
export type { Experiment } from '../contract/experiment.ts';
export type { PaperTableView } from '../contract/paperTableView.ts';
export type { Report, ReportEntry, Score } from '../contract/report.ts';
export { apiRouter } from './api/apiRouter.ts';
export { appFile } from './appFile.ts';
export { diagnose } from './diagnosis/diagnose.ts';
export { diagnosisText } from './diagnosis/diagnosisText.ts';
export { readExperiment } from './experiment/readExperiment.ts';
export { exportProject } from './export/exportProject.ts';
export { predictFile } from './export/predictFile.ts';
export { beginLog, logFault, logFile } from './log/log.ts';
export {
  installStudentCuda,
  probeStudentCuda,
  type StudentCuda,
} from './machine/studentCuda.ts';
export { openModelStore } from './modelStore.ts';
export type { MadeCell } from './replicate/makeCell.ts';
export { type PaperTable, paperTable, paperTables } from './replicate/paperTable.ts';
export { replicateTable } from './replicate/replicateTable.ts';
export { type Scale, scales } from './replicate/tableCells.ts';
export { tableView } from './replicate/tableView.ts';
export { statusOf } from './report/statusOf.ts';
export { runExperiment } from './runExperiment.ts';
export type { RunEvents, RunOutcome } from './runInProject.ts';
export { openAppState } from './session/appState.ts';
export { openSession, type Session } from './session/session.ts';

/** The report of a project's last finished run. */
export async function reportOf(folder: string): Promise<Report> {
  const project = await openProject(folder, { create: false });
  try {
    return readReport(project);
  } finally {
    project.close();
  }
}
