import { alikeLabels } from './alikeLabels.ts';
import { countsOf, type GoldFile } from './draftForm.ts';

/** A list of more labels is a column of texts. */
const MOST_SHOWN = 30;

/** The labels of a file with their counts, and those that may be meant to be one. */
export function LabelCounts({
  file,
  onMerge,
}: {
  file: GoldFile;
  onMerge: (from: string, to: string) => void;
}) {
  const counts = countsOf(file);
  const names = Object.keys(counts);
  if (names.length === 0) {
    return (
      <p className="notice warn small">
        The column {file.label} has more than 50 values, so it holds no labels. Choose another one.
      </p>
    );
  }
  const shown = names.slice(0, MOST_SHOWN);
  return (
    <div className="stack">
      <p className="small">
        {shown
          .map((name) => `${name || '(empty)'}: ${counts[name]!.toLocaleString('en')}`)
          .join(', ')}
        {names.length > shown.length ? `, and ${names.length - shown.length} more` : ''}
      </p>
      {alikeLabels(counts).map(({ from, to }) => (
        <div className="notice warn row small" key={from}>
          <span>
            Is {from} meant to be {to}?
          </span>
          <button type="button" className="button" onClick={() => onMerge(from, to)}>
            Merge {from} into {to}
          </button>
        </div>
      ))}
    </div>
  );
}
