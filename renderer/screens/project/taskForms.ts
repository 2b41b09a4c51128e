import type { TaskKind } from '../../../electron/contract/taskKinds.ts';

/** The texts of a project's forms for a kind of task. */
interface TaskForm {
  /** Its label in the choice of the kind of task. */
  readonly title: string;
  /** Describes a file of examples, and what to do without one. */
  readonly gold: string;
  readonly promptSets: readonly [string, ...string[]];
  readonly promptHelp: string;
  /** Names of the columns of a gold file; undefined if there is no first text. */
  readonly context: string | null;
  readonly text: string;
  readonly label: string;
  readonly hasLabels: boolean;
  /** Whether any of its recipes writes from the user's documents. */
  readonly readsDocuments: boolean;
}

const OF_LABELS = {
  promptHelp:
    "'generic' or 'generic-pairs' is made from the meanings above; the others are the papers' own, for their tasks.",
  label: 'Label',
  hasLabels: true,
};

export const taskForms: Readonly<Record<TaskKind, TaskForm>> = {
  'text-classification': {
    ...OF_LABELS,
    title: 'single texts',
    gold: 'A table (CSV, JSONL, Excel, Parquet and others) with a column for the text and one for the label. If you have none, leave this empty: you can label your own documents on the Label page.',
    promptSets: [
      'generic',
      'ag-news',
      'category',
      'humor',
      'hyperpartisan',
      'imdb',
      'polarity',
      'sst2',
      'toi-headlines',
    ],
    context: null,
    text: 'Text',
    readsDocuments: true,
  },
  'text-pair-classification': {
    ...OF_LABELS,
    title: 'pairs of texts',
    gold: 'A table (CSV, JSONL, Excel, Parquet and others) with a column for each of the two texts and one for the label.',
    promptSets: ['generic-pairs', 'rte', 'qnli'],
    context: 'First text',
    text: 'Second text',
    readsDocuments: false,
  },
  'extractive-qa': {
    title: 'questions, answered by a part of a text',
    gold: "A table (CSV, JSONL, Excel, Parquet and others) with a column for the text, one for the question and one for the answers: SQuAD's form, or the answer exactly as in the text.",
    promptSets: ['adqa'],
    promptHelp: "The paper's own, for any question whose answer is part of a text.",
    context: 'Text',
    text: 'Question',
    label: 'Answers',
    hasLabels: false,
    readsDocuments: false,
  },
};
