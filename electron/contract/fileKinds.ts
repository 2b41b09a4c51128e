/** Kinds of files that have rows with columns. */
export type TableKind = 'json' | 'delimited' | 'parquet' | 'xlsx' | 'ods';
/** Kinds of files that have texts without columns. */
export type WritingKind = 'text' | 'html' | 'docx' | 'odt' | 'pdf' | 'eml' | 'mbox';
/** What a file is read as. */
export type FileKind = TableKind | WritingKind;

const KIND_OF_ENDING: Readonly<Record<string, FileKind>> = {
  '.jsonl': 'json',
  '.ndjson': 'json',
  '.json': 'json',
  '.csv': 'delimited',
  '.tsv': 'delimited',
  '.tab': 'delimited',
  '.psv': 'delimited',
  '.parquet': 'parquet',
  '.xlsx': 'xlsx',
  '.xlsm': 'xlsx',
  '.ods': 'ods',
  '.txt': 'text',
  '.text': 'text',
  '.md': 'text',
  '.markdown': 'text',
  '.html': 'html',
  '.htm': 'html',
  '.xhtml': 'html',
  '.docx': 'docx',
  '.odt': 'odt',
  '.pdf': 'pdf',
  '.eml': 'eml',
  '.mbox': 'mbox',
};

/** Whether each kind has rows with columns, rather than texts. */
const HAS_ROWS: Readonly<Record<FileKind, boolean>> = {
  json: true,
  delimited: true,
  parquet: true,
  xlsx: true,
  ods: true,
  text: false,
  html: false,
  docx: false,
  odt: false,
  pdf: false,
  eml: false,
  mbox: false,
};

/** The kind of a file by its name's ending; undefined for one that is not read. */
export function kindOfEnding(name: string): FileKind | undefined {
  return KIND_OF_ENDING[/\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? ''];
}

/** Whether a kind of file has rows with columns. */
export function hasRows(kind: FileKind): kind is TableKind {
  return HAS_ROWS[kind];
}

/** Whether a file is one that a folder of documents is read for, by its ending. */
export function isReadable(name: string): boolean {
  return kindOfEnding(name) !== undefined;
}

/** Whether a name is that of a file or folder which systems and programs put beside those of people. */
export function isOfPrograms(name: string): boolean {
  return /^(\..*|~\$.*|__MACOSX|Thumbs\.db|desktop\.ini)$/i.test(name);
}

/** The endings of files that are read. */
export function readEndings(): string[] {
  return Object.keys(KIND_OF_ENDING);
}

/** The endings of files that have rows with columns. */
export function tableEndings(): string[] {
  return readEndings().filter((ending) => HAS_ROWS[KIND_OF_ENDING[ending]!]);
}
