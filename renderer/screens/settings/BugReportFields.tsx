import { useId, useState } from 'react';
import { Modal } from '../../components/Modal.tsx';
import { attempt, say } from '../../store/engineStore.ts';

/** The content of a bug report: a description of the machine, and the end of the log. */
export function BugReportFields() {
  const id = useId();
  const [isLooking, setLooking] = useState(false);
  const [shown, setShown] = useState<{ title: string; text: string; hint: string } | null>(null);
  const copy = async () => {
    setLooking(true);
    const report = await attempt((engine) => engine.settings.bugReport());
    setLooking(false);
    if (!report) return;
    try {
      await navigator.clipboard.writeText(report.text);
      say('The details were copied.');
    } catch {
      // pages in the desktop window have no access to the clipboard
      const hint = 'Select the text and copy it.';
      setShown({ title: 'Details for a bug report', text: report.text, hint });
    }
  };
  const showLog = async () => {
    const log = await attempt((engine) => engine.settings.log());
    if (!log) return;
    const text = log.lines.join('\n') || 'The log is empty.';
    setShown({ title: 'Log', text, hint: `The end of ${log.file}` });
  };
  return (
    <section className="card stack" aria-labelledby={id}>
      <h2 id={id}>If something goes wrong</h2>
      <p className="muted">
        The log says when Stillroom was started and what failed in it. It has none of your texts.
      </p>
      <div className="row">
        <button type="button" className="button" disabled={isLooking} onClick={() => void copy()}>
          {isLooking ? 'Looking at this machine …' : 'Copy details for a bug report'}
        </button>
        <button type="button" className="button" onClick={() => void showLog()}>
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
