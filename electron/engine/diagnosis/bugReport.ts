import { homedir } from 'node:os';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { logEnd } from '../log/log.ts';
import type { AppState } from '../session/appState.ts';
import { diagnose } from './diagnose.ts';
import { diagnosisText } from './diagnosisText.ts';

/**
 * The diagnosis and the end of the log, for the user to send; the name of the home folder is
 * removed.
 */
export async function bugReport(
  app: Pick<AppState, 'projectsFolder'>,
  store: ModelStore,
): Promise<string> {
  const { lines } = logEnd();
  const facts = diagnosisText(await diagnose(app, store)).replaceAll(homedir(), '~');
  return `${facts}\n\nEnd of the log:\n${lines.join('\n') || 'empty'}\n`;
}
