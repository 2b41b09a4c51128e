import { statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { type FileKind, kindOfEnding, readEndings } from '../../contract/fileKinds.ts';
import { firstBytes } from './bytePieces.ts';
import { unzip, zipEntries } from './unzip.ts';

/** Kinds by an ending that the content may belie, with what to do. */
const REFUSED_ENDINGS: Readonly<Record<string, string>> = {
  '.doc': 'an old Word document. Save it as .docx',
  '.xls': 'an old Excel workbook. Save it as .xlsx or .csv',
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
};

/** The first bytes of files that are not read, with what to do. */
const REFUSED_STARTS: readonly (readonly [start: string, what: string])[] = [
  [
    '1f8b',
    `is compressed with gzip. Unpack it, for instance with \`gunzip\`, and give what was in it`,
  ],
  [
    '425a68',
    `is compressed with bzip2. Unpack it, for instance with \`bunzip2\`, and give what was in it`,
  ],
  [
    'fd377a585a00',
    `is compressed with xz. Unpack it, for instance with \`unxz\`, and give what was in it`,
  ],
  [
    '28b52ffd',
    `is compressed with zstd. Unpack it, for instance with \`unzstd\`, and give what was in it`,
  ],
  [
    '04224d18',
    `is compressed with lz4. Unpack it, for instance with \`unlz4\`, and give what was in it`,
  ],
  ['377abcaf271c', 'is a 7z archive. Unpack it, and give what was in it'],
  ['526172211a07', 'is a RAR archive. Unpack it, and give what was in it'],
  ['89504e47', 'is a picture. Give its text'],
  ['ffd8ff', 'is a picture. Give its text'],
  ['47494638', 'is a picture. Give its text'],
  ['49492a00', 'is a picture. Give its text'],
  ['53514c69746520666f726d61742033', 'is a database of SQLite. Export its table as CSV'],
  ['7b5c727466', 'is a rich text. Save it as .docx or .txt'],
  ['4152524f5731', 'is an Arrow table. Save it as .parquet or .jsonl'],
  [
    '00051607',
    'is what a Mac writes beside a file on another disk, and has no text. Give that file',
  ],
];

/** A workbook or document that is locked, or of the time before 2007: both begin alike. */
const OLD_OFFICE = 'd0cf11e0a1b11ae1';

/**
 * What a file is read as: by its content if that is known by its first bytes, else by its ending.
 * @param unknown the kind of a file of any other name
 * @throws BadInput for a file that cannot be read, naming what it is and what to do
 */
export function fileKind(file: string, unknown?: FileKind): FileKind {
  const ending = path.extname(file).toLowerCase();
  if (statSync(file, { throwIfNoEntry: false })?.isDirectory()) {
    throw new BadInput(`${file} is a folder, and a file is needed.`);
  }
  const start = firstBytes(file);
  const hex = start.subarray(0, 16).toString('hex');
  const refused = REFUSED_STARTS.find(([known]) => hex.startsWith(known));
  if (refused) throw new BadInput(`${file} ${refused[1]}.`);
  if (hex.startsWith(OLD_OFFICE)) throw new BadInput(`${file} ${oldOffice(ending)}`);
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return zipKind(file);
  if (start.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (hex.startsWith('50415231')) return 'parquet';
  const what = REFUSED_ENDINGS[ending];
  if (what !== undefined) throw new BadInput(`${file} is ${what}.`);
  const kind = kindOfEnding(file) ?? unknown;
  if (kind === undefined) {
    throw new BadInput(
      `${file}: ${ending === '' ? 'a file without an ending' : `a ${ending} file`} is not read. Texts are read from ` +
        `${readEndings().join(', ')}.`,
    );
  }
  if (['pdf', 'parquet', 'xlsx', 'ods', 'docx', 'odt'].includes(kind)) {
    throw new BadInput(
      start.length === 0
        ? `${file} is empty.`
        : `${file} is not what its ending says: its content is no ${ending}. Save it again from the program that made it.`,
    );
  }
  return kind;
}

function oldOffice(ending: string): string {
  if (['.xlsx', '.xlsm', '.docx'].includes(ending)) {
    return 'is locked with a password. Open it, save it without one, and give that file.';
  }
  const what =
    REFUSED_ENDINGS[ending] ?? 'a file of an old office program. Save it as .docx, .xlsx or .csv';
  return `is ${what}.`;
}

/** Office documents are zip archives that are known by what is in them. */
function zipKind(file: string): FileKind {
  const names = zipEntries(file);
  if (names.some((name) => name.startsWith('xl/'))) {
    if (names.includes('xl/workbook.xml')) return 'xlsx';
    throw new BadInput(`${file} is a binary workbook (.xlsb). Save it as .xlsx or .csv.`);
  }
  if (names.includes('word/document.xml')) return 'docx';
  if (names.some((name) => name.startsWith('ppt/'))) {
    throw new BadInput(`${file} is a PowerPoint file. Save its text as .txt or .docx.`);
  }
  if (names.includes('content.xml'))
    return names.includes('mimetype') ? openDocumentKind(file) : 'odt';
  throw new BadInput(
    `${file} is a zip archive. Unpack it, and give the files or the folder that were in it.`,
  );
}

function openDocumentKind(file: string): FileKind {
  const type = unzip(file, (name) => name === 'mimetype').get('mimetype') ?? '';
  return type.includes('spreadsheet') ? 'ods' : 'odt';
}
