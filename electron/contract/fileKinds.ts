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

/** What files of other endings are, and what to do with them. */
const REFUSED_ENDINGS: Readonly<Record<string, string>> = {
  '.doc': 'an old Word document. Save it as .docx',
  '.xls': 'an old Excel workbook. Save it as .xlsx or .csv',
  '.xlsb': 'a binary workbook. Save it as .xlsx or .csv',
  '.ppt': 'an old PowerPoint file. Save its text as .txt or .docx',
  '.pptx': 'a PowerPoint file. Save its text as .txt or .docx',
  '.rtf': 'a rich text. Save it as .docx or .txt',
  '.epub': 'an e-book. Save it as .html or .txt',
  '.msg': 'a message of Outlook. Save it as .eml',
  '.pst': 'a mailbox of Outlook. Save its messages as .eml or .mbox',
  '.pages': 'a document of Pages. Save it as .docx or .pdf',
  '.numbers': 'a table of Numbers. Save it as .xlsx or .csv',
  '.odp': 'a presentation. Save its text as .txt or .odt',
  '.arrow': 'an Arrow table. Save it as .parquet or .jsonl',
  '.feather': 'an Arrow table. Save it as .parquet or .jsonl',
  '.sav': 'a table of SPSS. Save it as .csv',
  '.dta': 'a table of Stata. Save it as .csv',
  '.rds': 'an object of R. Save it as .csv',
  '.pkl': 'an object of Python, which could run code. Save it as .csv or .jsonl',
  // without bytes that they all begin with
  '.tar': 'a tar archive. Unpack it, and give the files or the folder that were in it',
  '.br': 'compressed with Brotli. Unpack it, and give what was in it',
};

/** The endings of what is packed and is known by its first bytes. */
const PACKED_ENDINGS: readonly string[] = [
  '.gz',
  '.tgz',
  '.z',
  '.bz2',
  '.xz',
  '.lzma',
  '.zst',
  '.lz4',
  '.zip',
  '.7z',
  '.rar',
  '.cab',
];

const endingOf = (name: string) => /\.[^./\\]*$/.exec(name)?.[0].toLowerCase() ?? '';

/** The kind of a file by its name's ending; undefined for one that is not read. */
export function kindOfEnding(name: string): FileKind | undefined {
  return KIND_OF_ENDING[endingOf(name)];
}

/** Whether a file is compressed or an archive, by its name. */
export function isPacked(name: string): boolean {
  return PACKED_ENDINGS.includes(endingOf(name));
}

/** What a file is that is not read, and what to do, by its name; undefined for one that may be. */
export function refusedKind(name: string): string | undefined {
  return REFUSED_ENDINGS[endingOf(name)];
}

/** Why a file is not read, by its name, and what to do: a sentence. */
export function unreadSentence(name: string): string {
  const what =
    refusedKind(name) ??
    (isPacked(name) ? 'compressed or an archive. Unpack it, and give what was in it' : undefined);
  if (what !== undefined) return `${name} is ${what}.`;
  const ending = endingOf(name);
  return `${name}: ${ending === '' ? 'a file without an ending' : `a ${ending} file`} is not read. Texts are read from ${readEndings().join(', ')}.`;
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
