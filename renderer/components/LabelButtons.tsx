import { labelKey } from './labelKey.ts';

/** A button for each label, with its key. */
export function LabelButtons({
  labels,
  onGive,
}: {
  labels: readonly string[];
  onGive: (label: string) => void;
}) {
  return labels.map((label, index) => {
    const key = labelKey(index);
    return (
      <button
        type="button"
        className="button"
        key={label}
        onClick={() => onGive(label)}
        aria-keyshortcuts={key}
      >
        {key ? <kbd>{key}</kbd> : null} {label}
      </button>
    );
  });
}
