import { useId, useState } from 'react';
import type { BugReport } from '../../../electron/contract/diagnosis.ts';
import { Modal } from '../../components/Modal.tsx';
import { attempt, say } from '../../store/engineStore.ts';

/** What a user hands over who reports a fault: a description of the machine, and the end of the log. */
export function BugReportFields() {
  const id = useId();
  const [isAsking, setAsking] = useState(false);
  const [shown, setShown] = useState<{ title: string; text: string; hint: string } | null>(null);
  const withReport = async (work: (report: BugReport) => Promise<void> | void) => {
    setAsking(true);
    const report = await attempt((engine) => engine.settings.bugReport());
    setAsking(false);
    if (report) await work(report);
  };
  const copy = () =>
    withReport(async ({ text }) => {
      try {
        await navigator.clipboard.writeText(text);
        say('The details were copied.');
      } catch {
        // the desktop window grants no page the clipboard
        setShown({ title: 'Details for a bug report', text, hint: 'Select the text and copy it.' });
      }
    });
  const showLog = () =>
    withReport(({ logFile, lastLines }) => {
      const text = lastLines.join('\n') || 'The log is empty.';
      setShown({ title: 'Log', text, hint: `The end of ${logFile}` });
    });
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>If something goes wrong</h2>
      <p className="muted">
        The log says when Stillroom was started and what failed in it. It has none of your texts.
      </p>
      <div className="row">
        <button type="button" className="button" disabled={isAsking} onClick={() => void copy()}>
          Copy details for a bug report
        </button>
        <button type="button" className="button" disabled={isAsking} onClick={() => void showLog()}>
          Show log
        </button>
      </div>
      <Modal title={shown?.title ?? ''} isOpen={shown !== null} onClose={() => setShown(null)}>
        <p className="muted small">{shown?.hint}</p>
        <textarea
          className="input"
          aria-label={shown?.title}
          readOnly
          rows={18}
          value={shown?.text ?? ''}
          onFocus={({ target }) => target.select()}
        />
        <div className="row">
          <button type="button" className="button" onClick={() => setShown(null)}>
            Close
          </button>
        </div>
      </Modal>
    </section>
  );
}
