import type { DraftInput, Split } from '../../../electron/contract/draft.ts';
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
  readonly corpus: readonly CorpusFile[];
  readonly teacher: string;
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

/** Guesses the column of the text (or title, label): by name, otherwise the first. */
export function likelyColumn(preview: FilePreview, what: 'text' | 'label' | 'title'): string {
  const names = what === 'text' ? TEXT_NAMES : what === 'label' ? LABEL_NAMES : ['title', 'name'];
  const named = preview.columns.find((column) => names.includes(column.toLowerCase()));
  if (named !== undefined || what === 'title') return named ?? '';
  if (what === 'text') return preview.columns[0] ?? '';
  return Object.keys(preview.values)[0] ?? preview.columns.at(-1) ?? '';
}

export function corpusFile(preview: FilePreview): CorpusFile {
  return {
    preview,
    text: /\.(jsonl|csv)$/i.test(preview.name) ? likelyColumn(preview, 'text') : '',
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
  };
  if (!hasLabels) return { gold: { ...form.gold, [split]: file } };
  const known = form.labels.some(({ name }) => name.trim() !== '');
  const found = Object.keys(preview.values[file.label] ?? {});
  const labels = known ? form.labels : found.map((name) => ({ name, meaning: '' }));
  return { gold: { ...form.gold, [split]: file }, ...(labels.length >= 2 ? { labels } : {}) };
}

/** Converts the form to a draft; the engine validates it. */
export function toDraft(form: DraftForm): DraftInput {
  const part = (split: Split) => {
    const file = form.gold[split];
    if (!file) return undefined;
    const size = Number(form.sizes[split]);
    return {
      file: file.preview.file,
      ...(taskForms[form.kind].context === null ? {} : { context: file.context }),
      text: file.text,
      label: file.label,
      ...(form.sizes[split] === '' ? {} : { sample: size }),
    };
  };
  const gold = Object.fromEntries(
    (['seed', 'validation', 'test'] as const).flatMap((split) => {
      const given = part(split);
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
      unit: 'document' as const,
      ...(text ? { text } : {}),
      ...(title ? { title } : {}),
    })),
    teacher: form.teacher,
    encoder: form.encoder,
    student: { model: form.student },
  };
}
