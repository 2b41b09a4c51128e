import { labelNames } from '../../../electron/contract/labelNames.ts';
import './review.css';
import { useEffect, useState } from 'react';
import { focusPage } from '../../components/focusPage.ts';
import { labelKey } from '../../components/labelKey.ts';
import { useProject } from '../../store/engineStore.ts';
import { followRows, rowAt, useReview } from '../../store/reviewStore.ts';
import { BulkDialog } from './BulkDialog.tsx';
import { ConfidenceDialog } from './ConfidenceDialog.tsx';
import { FilterBar } from './FilterBar.tsx';
import { KeysDialog } from './KeysDialog.tsx';
import { LabelPalette } from './LabelPalette.tsx';
import { RowDetail } from './RowDetail.tsx';
import { RowTable } from './RowTable.tsx';
import { type OpenDialog, useReviewCommands } from './reviewCommands.ts';
import { TextDialog } from './TextDialog.tsx';
import { useReviewKeys } from './useReviewKeys.ts';

/**
 * Reviewing rows with the keyboard, in a table or one at a time, next to the origin of the current
 * row.
 */
export function ReviewScreen() {
  const project = useProject();
  const labels = project ? labelNames(project.draft.task) : [];
  const { view, total, cursor, pages, mode } = useReview();
  const [dialog, setDialog] = useState<OpenDialog>(null);
  const row = rowAt(pages, cursor);
  useReviewKeys(labels, dialog, setDialog);
  const folder = project?.folder;
  useEffect(() => (folder === undefined ? undefined : followRows(folder)), [folder]);
  const hasView = view !== null;
  useEffect(() => {
    if (hasView) focusPage();
  }, [hasView]);
  if (view === null || !project) return null;
  if (project.rows.all === 0) {
    return (
      <div className="empty">
        <h1>Nothing to review yet</h1>
        <p className="muted">Rows appear here when a run has ended or is paused.</p>
        <a className="button primary" href="#/run">
          Go to Run
        </a>
      </div>
    );
  }
  const close = () => setDialog(null);
  return (
    <div className="review">
      <FilterBar labels={labels} onDialog={setDialog} />
      <div className={mode === 'table' ? 'review-panes' : 'review-panes single'}>
        {mode === 'table' ? <RowTable /> : null}
        <RowDetail labels={labels} row={row} onDialog={setDialog} />
      </div>
      <p className="review-foot small muted">
        <span className="figures-text">
          {total === 0
            ? 'No row matches this filter'
            : `Row ${(cursor + 1).toLocaleString('en')} of ${total.toLocaleString('en')}`}
        </span>
        {labels.length > 0 ? (
          <button type="button" className="button quiet" onClick={() => setDialog('confidence')}>
            Find uncertain rows …
          </button>
        ) : null}
        <Hints labels={labels} />
      </p>
      <KeysDialog isOpen={dialog === 'help'} onClose={close} labels={labels} />
      <LabelPalette isOpen={dialog === 'palette'} onClose={close} labels={labels} />
      <ConfidenceDialog isOpen={dialog === 'confidence'} onClose={close} />
      <BulkDialog isOpen={dialog === 'bulk'} onClose={close} labels={labels} />
      <TextDialog kind="edit" before={row?.text ?? ''} isOpen={dialog === 'edit'} onClose={close} />
      <TextDialog kind="comment" before="" isOpen={dialog === 'comment'} onClose={close} />
    </div>
  );
}

function Hints({ labels }: { labels: readonly string[] }) {
  const commands = useReviewCommands();
  const keys = labels.flatMap((_, index) => labelKey(index) ?? []);
  return (
    <span className="row">
      {keys.length > 0 ? (
        <span>
          <kbd>{keys[0]}</kbd>–<kbd>{keys.at(-1)}</kbd> label
        </span>
      ) : null}
      {commands.map(({ id, key, hint }) =>
        hint === null ? null : (
          <span key={id}>
            <kbd>{key}</kbd> {hint}
          </span>
        ),
      )}
    </span>
  );
}
