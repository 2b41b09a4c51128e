import { LabelButtons } from './LabelButtons.tsx';

/** A button for each label, with its key, and one for a text that no label fits. */
export function BlindLabelButtons({
  labels,
  onGive,
}: {
  labels: readonly string[];
  onGive: (label: string | null) => void;
}) {
  return (
    <>
      <LabelButtons labels={labels} onGive={onGive} />
      <button type="button" className="button" onClick={() => onGive(null)} aria-keyshortcuts="0">
        <kbd>0</kbd> None fits
      </button>
    </>
  );
}
