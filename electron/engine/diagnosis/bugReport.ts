import { homedir } from 'node:os';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { BugReport } from '../../contract/diagnosis.ts';
import { lastLogLines, logFile } from '../log/log.ts';
import type { AppState } from '../session/appState.ts';
import { diagnose } from './diagnose.ts';
import { diagnosisText } from './diagnosisText.ts';

const LINES = 60;

/** The diagnosis and the end of the log, to be handed over by the user; the home folder's name is left out. */
export async function bugReport(
  app: Pick<AppState, 'projectsFolder'>,
  store: ModelStore,
): Promise<BugReport> {
  const lastLines = lastLogLines(LINES);
  const facts = diagnosisText(await diagnose(app, store)).replaceAll(homedir(), '~');
  const log = lastLines.length > 0 ? lastLines.join('\n') : 'empty';
  return { text: `${facts}\n\nEnd of the log:\n${log}\n`, logFile: logFile(), lastLines };
}
