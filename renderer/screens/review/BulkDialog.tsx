import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewAction } from '../../../electron/contract/review.ts';
import { Modal } from '../../components/Modal.tsx';
import { queries } from '../../store/queries.ts';
import { actOnAll, useReview } from '../../store/reviewStore.ts';

/** Applies an action to every row of the list: it says what will change, and can be undone. */
export function BulkDialog({
  isOpen,
  onClose,
  labels,
}: {
  isOpen: boolean;
  onClose: () => void;
  labels: readonly string[];
}) {
  const { view, filter } = useReview();
  const [choice, setChoice] = useState('accept');
  const [isBusy, setIsBusy] = useState(false);
  const action: ReviewAction = choice.startsWith('label ')
    ? { kind: 'relabel', label: choice.slice('label '.length), accept: true }
    : ({ kind: choice } as { kind: 'accept' | 'reject' | 'skip' });
  const { data, isFetching } = useQuery(
    queries.review.preview.queryOptions({
      input: isOpen && view !== null ? { rows: { view }, action } : skipToken,
    }),
  );
  // an earlier preview does not describe what would happen now
  const preview = isFetching || !data ? '' : data.sentence;
  const what = Object.entries(filter)
    .map(([name, value]) => `${name} ${value}`)
    .join(', ');
  return (
    <Modal title="Every row of this list" isOpen={isOpen} onClose={onClose}>
      <p className="muted">The list: {what || 'all rows'}.</p>
      <select
        className="input"
        aria-label="What to do"
        value={choice}
        onChange={(event) => setChoice(event.target.value)}
      >
        <option value="accept">Accept</option>
        <option value="reject">Reject</option>
        <option value="skip">Skip</option>
        {labels.map((label) => (
          <option key={label} value={`label ${label}`}>
            Label {label} and accept
          </option>
        ))}
      </select>
      <p>
        Will have <strong>{preview}</strong>. One undo takes it all back.
      </p>
      <div className="row end">
        <button type="button" className="button" onClick={onClose}>
          Leave it
        </button>
        <button
          type="button"
          className="button primary"
          disabled={isBusy || preview === ''}
          onClick={() => {
            setIsBusy(true);
            void actOnAll(action).finally(() => {
              setIsBusy(false);
              onClose();
            });
          }}
        >
          {isBusy ? 'Working …' : 'Do it'}
        </button>
      </div>
    </Modal>
  );
}
