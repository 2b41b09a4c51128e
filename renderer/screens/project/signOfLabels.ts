import type { FilePreview } from '../../../electron/contract/forms.ts';
import type { CorpusFile, DraftForm } from './draftForm.ts';

/** Number of values that a message lists. */
const SHOWN = 4;

/**
 * Why a file of documents looks like labelled examples, as a sentence; null if it does not, or if
 * the user has confirmed that they are documents. Students would be trained on and measured with
 * labelled texts among the documents.
 */
export function signOfLabels(
  { preview, areDocuments }: CorpusFile,
  { gold, labels }: Pick<DraftForm, 'gold' | 'labels'>,
): string | null {
  if (areDocuments) return null;
  const given = Object.entries(gold).flatMap(([split, file]) => (file ? [{ split, file }] : []));
  const same = given.find(({ file }) => isSame(file.preview, preview));
  if (same) return `${preview.name} is the file of your ${same.split} examples.`;
  const names = new Set(labels.map(({ name }) => name.trim()).filter((name) => name !== ''));
  const ofGold = given.map(({ file }) => file.label);
  const column = preview.columns.find((name) => {
    const values = Object.keys(preview.values[name] ?? {}).filter((value) => value !== '');
    if (values.length < 2) return false;
    return values.every((value) => names.has(value)) || [...ofGold, 'label'].includes(name);
  });
  if (column === undefined) return null;
  const values = Object.keys(preview.values[column]!);
  const list = values.slice(0, SHOWN).join(', ') + (values.length > SHOWN ? ', …' : '');
  return `${preview.name} looks like labelled examples: its column ${column} has the values ${list}.`;
}

/** A file that was uploaded twice has two paths, so files are compared by content. */
function isSame(a: FilePreview, b: FilePreview): boolean {
  const content = ({ rows, columns, sample }: FilePreview) =>
    JSON.stringify([rows, columns, sample]);
  return content(a) === content(b);
}
