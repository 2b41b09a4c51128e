import type { UseSource } from '../../contract/use.ts';
import { openUseTable } from '../use/openUseTable.ts';
import { predictTexts } from '../use/predictTexts.ts';
import { textsToLabel } from '../use/textsToLabel.ts';
import type { Session } from './session.ts';

/**
 * Starts a student on texts, as a job that can be cancelled; texts labelled by then are kept.
 * @throws BadInput if something else is running, or there is no text
 */
export function beginUse(session: Session, student: string, source: UseSource): void {
  session.requireIdle();
  const project = session.project();
  const { name, texts } = textsToLabel(project.database, project.draft(), source);
  const table = openUseTable(student, name, texts);
  project.use.table = table;
  session.jobs.start({ kind: 'use', title: `Label ${name}` }, async (report, signal) => {
    const since = performance.now();
    let done = 0;
    await predictTexts(
      project.path(student),
      texts.map(({ text }) => text),
      {
        signal,
        threads: session.app.settings().compute.threads,
        onPredicted(predictions) {
          table.add(predictions);
          done += predictions.length;
          const rate = done / ((performance.now() - since) / 1000);
          report(done / texts.length, progressSentence(done, texts.length, rate));
        },
      },
    );
    return `Labelled ${texts.length.toLocaleString('en')} texts.`;
  });
}

function progressSentence(done: number, total: number, rate: number): string {
  const left = Math.ceil((total - done) / rate);
  const count = `${done.toLocaleString('en')} of ${total.toLocaleString('en')} texts`;
  return `${count}, ${rate < 10 ? rate.toFixed(1) : Math.round(rate)} a second, about ${left} s left`;
}
