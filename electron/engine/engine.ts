import type { ModelStore } from '../../models/catalog/modelStore.ts';
import type { MeasuresPage } from '../contract/measures.ts';
import type { Report } from '../contract/report.ts';
import type { ExportedFile } from '../contract/results.ts';
import { readReport } from './evaluation/makeReport.ts';
import { exportReport } from './export/exportReport.ts';
import { type MeasureControl, measureProject, measuresPage } from './measuring/measureProject.ts';
import { openProject } from './project/project.ts';
import { syncRows } from './review/syncRows.ts';

export { BadInput } from '../../models/badInput.ts';
export type { Role, SourceKind } from '../../models/catalog/catalogue.ts';
export type { ModelProgress, OnProgress } from '../../models/catalog/modelProgress.ts';
export type { ModelStatus } from '../../models/catalog/modelStatus.ts';
export {
  type ModelFolder,
  type ModelStore,
  openModelStore,
} from '../../models/catalog/modelStore.ts';
export type { CarriedModel } from '../../models/catalog/packModels.ts';
export { explainDiskFault } from '../../models/diskFault.ts';
export type { Experiment } from '../contract/experiment.ts';
export type { PaperTableView } from '../contract/paperTableView.ts';
export type { Report, ReportEntry, Score } from '../contract/report.ts';
export { apiRouter } from './api/apiRouter.ts';
export { deleteProject, projectContents } from './deletion/deleteProject.ts';
export { diagnose } from './diagnosis/diagnose.ts';
export { diagnosisText } from './diagnosis/diagnosisText.ts';
export { type CheckedEndpoint, probePool } from './endpoints/checkEndpoints.ts';
export { endpointFindings } from './endpoints/endpointFindings.ts';
export {
  type EndpointPoolEntry,
  type EndpointRegistry,
  openEndpoints,
} from './endpoints/endpointRegistry.ts';
export { outgoing } from './endpoints/outgoing.ts';
export { openServedTeacher, type ServedTeacher } from './endpoints/servedTeacher.ts';
export { teacherAnswers } from './endpoints/teacherAnswers.ts';
export { statusOf } from './evaluation/statusOf.ts';
export { readExperiment } from './experiment/readExperiment.ts';
export { exportProject } from './export/exportProject.ts';
export { exportRows } from './export/exportRows.ts';
export { predictFile } from './export/predictFile.ts';
export { appFile } from './files/appFile.ts';
export { appVersion } from './files/appVersion.ts';
export { ownFilesOnly } from './files/ownFilesOnly.ts';
export { readingNotes } from './import/readAs.ts';
export { beginLog, logFault, logFile } from './log/log.ts';
export { projectDamage } from './project/projectDamage.ts';
export type { MadeCell } from './replicate/makeCell.ts';
export { type PaperTable, paperTable, paperTables } from './replicate/paperTable.ts';
export { replicateTable } from './replicate/replicateTable.ts';
export { type Scale, scales } from './replicate/tableCells.ts';
export { tableView } from './replicate/tableView.ts';
export { attributesOfExperiment } from './run/attributesOfExperiment.ts';
export { estimateExperiment } from './run/estimateExperiment.ts';
export { preflight } from './run/preflight.ts';
export { runExperiment } from './run/runExperiment.ts';
export { checkExperiment, type RunEvents, type RunOutcome } from './run/runInProject.ts';
export { type AddedModel, addModel } from './runtime/addModel.ts';
export {
  installStudentCuda,
  probeStudentCuda,
  type StudentCuda,
} from './runtime/studentCuda.ts';
export { openAppState } from './session/appState.ts';
export { openDeletion } from './session/openDeletion.ts';
export { openSession, type Session } from './session/session.ts';

/**
 * The measures of a project's rows; those that are outdated are made.
 * @param html whether the report is written as a page too
 */
export async function measureFolder(
  folder: string,
  store: ModelStore,
  { html = false, ...control }: MeasureControl & { readonly html?: boolean | undefined },
): Promise<{ readonly page: MeasuresPage; readonly written: ExportedFile | null }> {
  const project = await openProject(folder, { create: false });
  try {
    syncRows(project.database);
    await measureProject(project, store, control);
    return { page: measuresPage(project), written: html ? exportReport(project) : null };
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
