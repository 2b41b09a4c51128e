/** What can be exported, in the order in which it is offered. */
export const exportKinds = [
  'jsonl',
  'csv',
  'csvPlain',
  'xlsx',
  'parquet',
  'huggingFace',
  'labelStudio',
  'argilla',
  'student',
] as const;
export type ExportKind = (typeof exportKinds)[number];
export type RowFormat = Exclude<ExportKind, 'student'>;

export const rowFormatNames: readonly RowFormat[] = exportKinds.filter(
  (kind): kind is RowFormat => kind !== 'student',
);

interface Words {
  readonly title: string;
  readonly help: string;
}

interface ExportFormat extends Words {
  /** What the file's name ends in; empty for a folder. */
  readonly ending: string;
  /** Missing where the format cannot hold questions with their answers. */
  readonly ofQuestions?: Words;
}

/** What each export is called, on the page and in the command line's help. */
export const exportFormats: Readonly<Record<ExportKind, ExportFormat>> = {
  jsonl: {
    title: 'Rows as JSONL',
    help: 'a JSON object on each line: text, label, where it comes from and who reviewed it',
    ending: '.jsonl',
    ofQuestions: {
      title: 'Questions as JSONL',
      help: "SQuAD's form, with where each comes from and who reviewed it",
    },
  },
  csv: {
    title: 'Rows as CSV for a spreadsheet',
    help: 'a text that would be run as a formula gets an apostrophe before it',
    ending: '.csv',
  },
  csvPlain: {
    title: 'Rows as plain CSV',
    help: 'for programs: each text exactly as it is',
    ending: '.plain.csv',
  },
  xlsx: {
    title: 'Rows as an Excel workbook',
    help: 'each text exactly as it is, and no text is run as a formula',
    ending: '.xlsx',
  },
  parquet: {
    title: 'Rows as Parquet',
    help: 'for pandas, DuckDB and Polars',
    ending: '.parquet',
  },
  huggingFace: {
    title: 'A Hugging Face dataset',
    help: 'a folder that load_dataset opens, with a card; the licence is left to you',
    ending: '',
  },
  labelStudio: {
    title: 'Rows for Label Studio',
    help: 'tasks to go on with there; what people decide comes back below',
    ending: '.label-studio.json',
  },
  argilla: {
    title: 'Rows for Argilla',
    help: 'records with suggestions; what people decide comes back below',
    ending: '.argilla.json',
  },
  student: {
    title: 'The newest student',
    help: 'ONNX files, whole and in eight bits, with tokenizer, config and a model card',
    ending: '',
    ofQuestions: {
      title: 'The newest student',
      help: 'an ONNX file with tokenizer, config and a model card',
    },
  },
};
