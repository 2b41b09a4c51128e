import { useState } from 'react';
import { Modal } from '../../components/Modal.tsx';
import { giveLabel } from '../../store/reviewStore.ts';

/** Finds one of many labels by a few letters; Enter assigns the first match. */
export function LabelPalette({
  isOpen,
  onClose,
  labels,
}: {
  isOpen: boolean;
  onClose: () => void;
  labels: readonly string[];
}) {
  const [typed, setTyped] = useState('');
  const [place, setPlace] = useState(0);
  const fitting = labels.filter((label) => label.toLowerCase().includes(typed.toLowerCase()));
  const give = (label: string | undefined) => {
    if (label === undefined) return;
    setTyped('');
    setPlace(0);
    onClose();
    void giveLabel(label);
  };
  return (
    <Modal title="Give a label" isOpen={isOpen} onClose={onClose}>
      <input
        className="input"
        role="combobox"
        aria-expanded="true"
        aria-controls="palette-list"
        aria-activedescendant={fitting[place] ? `palette-${place}` : undefined}
        aria-label="Type a few letters of the label"
        value={typed}
        onChange={(event) => {
          setTyped(event.target.value);
          setPlace(0);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Enter') give(fitting[place]);
          else if (event.key === 'ArrowDown') setPlace(Math.min(place + 1, fitting.length - 1));
          else if (event.key === 'ArrowUp') setPlace(Math.max(place - 1, 0));
          else return;
          event.preventDefault();
        }}
      />
      <div id="palette-list" role="listbox" aria-label="Labels" className="palette">
        {fitting.map((label, index) => (
          <button
            type="button"
            key={label}
            id={`palette-${index}`}
            role="option"
            tabIndex={-1}
            aria-selected={index === place}
            onClick={() => give(label)}
          >
            {label}
          </button>
        ))}
        {fitting.length === 0 ? <p className="muted">No label matches.</p> : null}
      </div>
    </Modal>
  );
}
