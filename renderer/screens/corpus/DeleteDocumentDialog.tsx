import { skipToken, useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  alwaysDeleted,
  type Keep,
  keptOnRequest,
  leftToYou,
} from '../../../electron/contract/documentTraces.ts';
import { Modal } from '../../components/Modal.tsx';
import { say } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';

/** Says what came from a document, and deletes it with what is chosen. */
export function DeleteDocumentDialog({
  document,
  onClose,
}: {
  document: { readonly key: string; readonly source: string } | null;
  onClose: () => void;
}) {
  const [keep, setKeep] = useState<Keep>([]);
  const { data: traces } = useQuery(
    queries.corpus.traces.queryOptions({
      input: document ? { key: document.key } : skipToken,
      // what came from it may have changed since
      gcTime: 0,
    }),
  );
  const close = () => {
    setKeep([]);
    onClose();
  };
  const { mutate, isPending } = useMutation(
    queries.corpus.delete.mutationOptions({
      onSuccess: ({ source }) => say(`${source} is deleted, with what came from it.`),
      onSettled: close,
    }),
  );
  return (
    <Modal title={`Delete ${document?.source ?? ''}`} isOpen={document !== null} onClose={close}>
      {document && traces ? (
        <>
          <p className="muted">{traces.start}</p>
          <p>This deletes:</p>
          <ul>
            {alwaysDeleted(traces).map((line) => (
              <li key={line}>{line}</li>
            ))}
          </ul>
          {keptOnRequest(traces).map(([kind, line]) => (
            <label key={kind} className="row">
              <input
                type="checkbox"
                checked={!keep.includes(kind)}
                onChange={({ target }) =>
                  setKeep(target.checked ? keep.filter((one) => one !== kind) : [...keep, kind])
                }
              />
              {line}
            </label>
          ))}
          {leftToYou(traces).map((line) => (
            <p key={line} className="muted small">
              {line}
            </p>
          ))}
          <p>It cannot be undone.</p>
          <div className="row end">
            <button type="button" className="button" onClick={close}>
              Keep the document
            </button>
            <button
              type="button"
              className="button danger"
              disabled={isPending}
              onClick={() => mutate({ key: document.key, keep })}
            >
              {isPending ? 'Deleting …' : 'Delete'}
            </button>
          </div>
        </>
      ) : (
        <p className="muted">Looking for what came from it …</p>
      )}
    </Modal>
  );
}
