import { useState } from 'react';
import { Modal } from '../../components/Modal.tsx';
import { actOnCurrent } from '../../store/reviewStore.ts';

const TITLES = { edit: 'Edit the text', comment: 'Comment on the row' } as const;

/** A text field for the row's own text, or for a comment on it. */
export function TextDialog({
  kind,
  before,
  isOpen,
  onClose,
}: {
  kind: 'edit' | 'comment';
  before: string;
  isOpen: boolean;
  onClose: () => void;
}) {
  return (
    <Modal title={TITLES[kind]} isOpen={isOpen} onClose={onClose}>
      <TextForm kind={kind} before={before} onClose={onClose} />
    </Modal>
  );
}

/** Remounted each time the dialog opens, so that it starts with the current row. */
function TextForm({
  kind,
  before,
  onClose,
}: {
  kind: 'edit' | 'comment';
  before: string;
  onClose: () => void;
}) {
  const [text, setText] = useState(before);
  const isSame = text.trim() === '' || text === before;
  const save = async () => {
    // a text that could not be saved stays in the field
    if (!isSame && (await actOnCurrent({ kind, text: text.trim() }))) onClose();
  };
  return (
    <>
      <textarea
        className="input"
        aria-label={TITLES[kind]}
        rows={6}
        value={text}
        onChange={(event) => setText(event.target.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) void save();
        }}
      />
      <div className="row end">
        <span className="muted small">
          <kbd>Ctrl</kbd> <kbd>Enter</kbd> saves
        </span>
        <button type="button" className="button" onClick={onClose}>
          Leave it
        </button>
        <button
          type="button"
          className="button primary"
          onClick={() => void save()}
          disabled={isSame}
        >
          Save
        </button>
      </div>
    </>
  );
}
