/** A button for each label, with its key, and one for a text that none fits. */
export function LabelButtons({
  labels,
  onGive,
}: {
  labels: readonly string[];
  onGive: (label: string | null) => void;
}) {
  return (
    <>
      {labels.map((label, index) => (
        <button
          type="button"
          className="button"
          key={label}
          onClick={() => onGive(label)}
          aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
        >
          {index < 9 ? <kbd>{index + 1}</kbd> : null} {label}
        </button>
      ))}
      <button type="button" className="button" onClick={() => onGive(null)} aria-keyshortcuts="0">
        <kbd>0</kbd> None fits
      </button>
    </>
  );
}
