import { statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import {
  type FileKind,
  isPacked,
  kindOfEnding,
  refusedKind,
  unreadSentence,
} from '../../contract/fileKinds.ts';
import { firstBytes } from './bytePieces.ts';
import { unzip, zipEntries } from './unzip.ts';

/** What compresses a file, with what unpacks it. */
const compressed = (by: string, program: string) =>
  `is compressed with ${by}. Unpack it, for instance with \`${program}\`, and give what was in it`;
const archive = (what: string) =>
  `is ${what}. Unpack it, and give the files or the folder that were in it`;

interface KnownStart {
  /** Bytes in hexadecimal digits. */
  readonly bytes: string;
  /** The offset of these bytes in the file; 0 if it is left out. */
  readonly at?: number;
  /** What such a file is, with what to do. */
  readonly what: string;
}

/** The bytes by which files that are not read are known. */
const REFUSED_STARTS: readonly KnownStart[] = [
  { bytes: '1f8b', what: compressed('gzip', 'gunzip') },
  { bytes: '1f9d', what: compressed('compress', 'uncompress') },
  // what follows BZh and a digit, with which a text may begin
  { bytes: '314159265359', at: 4, what: compressed('bzip2', 'bunzip2') },
  { bytes: 'fd377a585a00', what: compressed('xz', 'unxz') },
  { bytes: '5d00008000', what: compressed('lzma', 'unlzma') },
  { bytes: '28b52ffd', what: compressed('zstd', 'unzstd') },
  { bytes: '04224d18', what: compressed('lz4', 'unlz4') },
  { bytes: '377abcaf271c', what: archive('a 7z archive') },
  { bytes: '526172211a07', what: archive('a RAR archive') },
  { bytes: '4d53434600000000', what: archive('a CAB archive') },
  { bytes: '7573746172', at: 257, what: archive('a tar archive') },
  { bytes: '89504e47', what: 'is a picture. Give its text' },
  { bytes: 'ffd8ff', what: 'is a picture. Give its text' },
  { bytes: '47494638', what: 'is a picture. Give its text' },
  { bytes: '49492a00', what: 'is a picture. Give its text' },
  {
    bytes: '53514c69746520666f726d61742033',
    what: 'is a database of SQLite. Export its table as CSV',
  },
  { bytes: '7b5c727466', what: 'is a rich text. Save it as .docx or .txt' },
  { bytes: '4152524f5731', what: 'is an Arrow table. Save it as .parquet or .jsonl' },
  {
    bytes: '00051607',
    what: 'is what a Mac writes beside a file on another disk, and has no text. Give that file',
  },
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
  const refused = REFUSED_STARTS.find(({ bytes, at = 0 }) => {
    const known = Buffer.from(bytes, 'hex');
    return start.subarray(at, at + known.length).equals(known);
  });
  if (refused) throw new BadInput(`${file} ${refused.what}.`);
  if (hex.startsWith(OLD_OFFICE)) throw new BadInput(`${file} ${oldOffice(ending)}`);
  if (hex.startsWith('504b0304') || hex.startsWith('504b0506')) return zipKind(file);
  if (start.subarray(0, 1024).includes('%PDF-')) return 'pdf';
  if (hex.startsWith('50415231')) return 'parquet';
  if (isPacked(file)) {
    throw new BadInput(
      `${file} is not what its ending says: its content is no ${ending}. Give it the ending of what it is.`,
    );
  }
  const kind = kindOfEnding(file) ?? (refusedKind(file) === undefined ? unknown : undefined);
  if (kind === undefined) throw new BadInput(unreadSentence(file));
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
    refusedKind(ending) ?? 'a file of an old office program. Save it as .docx, .xlsx or .csv';
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
  throw new BadInput(`${file} ${archive('a zip archive')}.`);
}

function openDocumentKind(file: string): FileKind {
  const type = unzip(file, (name) => name === 'mimetype').get('mimetype') ?? '';
  return type.includes('spreadsheet') ? 'ods' : 'odt';
}
