import type { DraftInput, Split } from '../../../electron/contract/draft.ts';
import { hasRows } from '../../../electron/contract/fileKinds.ts';
import type { FilePreview } from '../../../electron/contract/forms.ts';
import type { TaskKind } from '../../../electron/contract/taskKinds.ts';
import { taskForms } from './taskForms.ts';

/** A file of labelled rows in the form, with the splits that are sampled from it. */
export interface GoldFile {
  readonly preview: FilePreview;
  /** For pairs, the column of the first text. */
  readonly context: string;
  readonly text: string;
  readonly label: string;
  /** Labels of the file that stand for others. */
  readonly replace: Readonly<Record<string, string>>;
}

export interface LabelRow {
  readonly name: string;
  readonly meaning: string;
}

/** A file or folder of documents in the form. */
export interface CorpusFile {
  readonly preview: FilePreview;
  readonly text: string;
  readonly title: string;
  /** The user has confirmed that a file that looks labelled contains documents. */
  readonly areDocuments: boolean;
}

/** The state of the new project's form before it becomes a draft. */
export interface DraftForm {
  readonly name: string;
  readonly kind: TaskKind;
  readonly labels: readonly LabelRow[];
  readonly prompts: string;
  /** A file for each split; several splits may share the same file. */
  readonly gold: Partial<Record<Split, GoldFile>>;
  readonly sizes: Readonly<Record<Split, string>>;
  /** Whether a sample has equally many rows of each label. */
  readonly isBalanced: Readonly<Record<Split, boolean>>;
  readonly corpus: readonly CorpusFile[];
  /** Undefined for a project whose recipes ask none. */
  readonly teacher: string | undefined;
  readonly encoder: string;
  readonly student: string;
}

export const emptyForm: DraftForm = {
  name: '',
  kind: 'text-classification',
  labels: [
    { name: '', meaning: '' },
    { name: '', meaning: '' },
  ],
  prompts: 'generic',
  gold: {},
  sizes: { seed: '', validation: '', test: '' },
  isBalanced: { seed: true, validation: true, test: true },
  corpus: [],
  teacher: 'smollm2-135m-instruct',
  encoder: 'all-minilm-l6-v2',
  student: 'all-minilm-l6-v2',
};

const TEXT_NAMES = ['text', 'sentence', 'content', 'body', 'review', 'document'];
const CONTEXT_NAMES = ['context', 'premise', 'paragraph', 'sentence1'];
const PAIRED_NAMES = ['hypothesis', 'question', 'sentence2', ...TEXT_NAMES];
const ANSWER_NAMES = ['answers', 'answer'];
const LABEL_NAMES = ['label', 'class', 'category', 'sentiment', 'target'];

/** Guesses the column of the text (or title, label): by name, otherwise by its place and values. */
export function likelyColumn(preview: FilePreview, what: 'text' | 'label' | 'title'): string {
  const names = what === 'text' ? TEXT_NAMES : what === 'label' ? LABEL_NAMES : ['title', 'name'];
  const named = preview.columns.find((column) => names.includes(column.toLowerCase()));
  if (named !== undefined || what === 'title') return named ?? '';
  if (what === 'text') return preview.columns[0] ?? '';
  return fewestValues(preview) ?? preview.columns.at(-1) ?? '';
}

/** The column with the fewest values, of those that have several: a short table has few texts too. */
function fewestValues({ values }: FilePreview): string | undefined {
  const sizes = Object.entries(values).map(([name, counts]) => ({
    name,
    size: Object.keys(counts).length,
  }));
  const several = sizes.filter(({ size }) => size > 1);
  return several.toSorted((a, b) => a.size - b.size)[0]?.name;
}

export function corpusFile(preview: FilePreview): CorpusFile {
  return {
    preview,
    text: hasColumns(preview) ? likelyColumn(preview, 'text') : '',
    title: likelyColumn(preview, 'title'),
    areDocuments: false,
  };
}

/** Guesses the columns of a pair's two texts: by name, otherwise the first and the second. */
function likelyOfPair(preview: FilePreview, what: 'context' | 'text'): string {
  const names = what === 'context' ? CONTEXT_NAMES : PAIRED_NAMES;
  const named = preview.columns.find((column) => names.includes(column.toLowerCase()));
  return named ?? preview.columns[what === 'context' ? 0 : 1] ?? '';
}

/** The form with a file for a split; if the form names no labels yet, it takes the file's. */
export function withGold(form: DraftForm, split: Split, preview: FilePreview): Partial<DraftForm> {
  const { context, hasLabels } = taskForms[form.kind];
  const answers = preview.columns.find((column) => ANSWER_NAMES.includes(column.toLowerCase()));
  const file: GoldFile = {
    preview,
    context: likelyOfPair(preview, 'context'),
    text: context === null ? likelyColumn(preview, 'text') : likelyOfPair(preview, 'text'),
    label: (hasLabels ? undefined : answers) ?? likelyColumn(preview, 'label'),
    replace: {},
  };
  return withFile(form, split, file);
}

/**
 * The form with another choice of a file's columns. Labels are taken from the file unless a person
 * has written some.
 */
export function withFile(form: DraftForm, split: Split, file: GoldFile): Partial<DraftForm> {
  const gold = { ...form.gold, [split]: file };
  if (!taskForms[form.kind].hasLabels) return { gold };
  const before = form.gold[split];
  const own = form.labels.filter(({ name }) => name.trim() !== '');
  const isFromFile =
    before !== undefined &&
    own.every(({ name, meaning }) => meaning.trim() === '' && name in countsOf(before));
  if (own.length > 0 && !isFromFile) return { gold };
  const found = Object.keys(countsOf(file)).filter((name) => name !== '');
  const labels = found.map((name) => ({ name, meaning: '' }));
  if (labels.length >= 2) return { gold, labels };
  return isFromFile ? { gold, labels: emptyForm.labels } : { gold };
}

/** How often a file has each label, after those that stand for others; empty for a column of texts. */
export function countsOf({ preview, label, replace }: GoldFile): Readonly<Record<string, number>> {
  const counts: Record<string, number> = Object.create(null);
  for (const [name, count] of Object.entries(preview.values[label] ?? {})) {
    const meant = Object.hasOwn(replace, name) ? replace[name]! : name;
    counts[meant] = (counts[meant] ?? 0) + count;
  }
  return counts;
}

/** The file as it is read in another way; columns that it no longer has are chosen again. */
export function readAgain(form: DraftForm, split: Split, preview: FilePreview): Partial<DraftForm> {
  const file = form.gold[split];
  const isThere = (column: string) => preview.columns.includes(column);
  if (!file || !isThere(file.text) || !isThere(file.label)) return withGold(form, split, preview);
  return withFile(form, split, { ...file, preview });
}

/** Whether a person says which column holds the texts. */
function hasColumns({ kind }: FilePreview): boolean {
  return kind !== 'folder' && hasRows(kind);
}

/** A file of the form as a part of the gold; undefined if there is none for the split. */
function goldPart(
  form: DraftForm,
  split: Split,
): NonNullable<DraftInput['gold'][Split]> | undefined {
  const file = form.gold[split];
  if (!file) return undefined;
  const size = form.sizes[split];
  return {
    ...goldFilePart(file, form.kind),
    ...(size === '' ? {} : { sample: Number(size) }),
    ...(size === '' || form.isBalanced[split] ? {} : { sampling: 'asInFile' as const }),
  };
}

/** The same for all of a file, from which a sample may be drawn. */
export function goldFilePart(file: GoldFile, kind: TaskKind) {
  return {
    file: file.preview.file,
    ...(taskForms[kind].context === null ? {} : { context: file.context }),
    text: file.text,
    label: file.label,
    ...file.preview.reading,
    ...(Object.keys(file.replace).length === 0 ? {} : { replace: file.replace }),
  };
}

/** Converts the form to a draft; the engine validates it. */
export function toDraft(form: DraftForm): DraftInput {
  const gold = Object.fromEntries(
    (['seed', 'validation', 'test'] as const).flatMap((split) => {
      const given = goldPart(form, split);
      return given ? [[split, given] as const] : [];
    }),
  );
  const named = form.labels.filter(({ name }) => name.trim() !== '');
  return {
    task: {
      kind: form.kind,
      labels: named.map(({ name, meaning }) => ({
        name: name.trim(),
        meaning: meaning.trim() || name.trim(),
      })),
      prompts: form.prompts,
    },
    gold,
    corpus: form.corpus.map(({ preview, text, title }) => ({
      file: preview.file,
      ...preview.reading,
      unit: 'document' as const,
      ...(text ? { text } : {}),
      ...(title ? { title } : {}),
    })),
    ...(form.teacher === undefined ? {} : { teacher: form.teacher }),
    encoder: form.encoder,
    student: { model: form.student },
  };
}
