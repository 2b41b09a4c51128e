import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { goldRepeats } from '../../electron/engine/import/goldRepeats.ts';
import { previewFile, previewTexts } from '../../electron/engine/import/previewFile.ts';
import { readCorpus } from '../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../electron/engine/import/readGold.ts';
import { readTexts } from '../../electron/engine/import/readTexts.ts';
import { withoutRecords } from '../../electron/engine/import/withoutRecords.ts';
import { randomStream } from '../../models/randomStream.ts';
import {
  docxOf,
  emlOf,
  mboxOf,
  odsOf,
  odtOf,
  parquetOf,
  pdfOf,
  xlsxOf,
} from '../fixtures/everydayFiles.ts';
import type { FileReader } from './readers.ts';

const LABELS = ['good', 'bad'];
const ROWS = Array.from({ length: 20 }, (_, i) => [`a warm "film" ${i}, 映画`, LABELS[i % 2]!]);
const TABLE = [['text', 'label'], ...ROWS];
const PARAGRAPHS = ROWS.map(([text]) => text!);
const latin = ROWS.map(([, label], i) => `café ${i};${label}\n`).join('');
const utf16 = ROWS.map(([, label], i) => `film ${i},${label}\n`).join('');

const FILES: Readonly<Record<string, string | Uint8Array>> = {
  'tabs.tsv': TABLE.map((row) => `${row.join('\t')}\n`).join(''),
  'list.json': JSON.stringify(
    ROWS.map(([text, label]) => ({ text, label })),
    null,
    1,
  ),
  'windows.csv': Buffer.from(`text;label\n${latin}`, 'latin1'),
  'utf16.csv': Buffer.from(`\ufefftext,label\n${utf16}`, 'utf16le'),
  'rows.parquet': parquetOf(TABLE),
  'sheet.xlsx': xlsxOf(TABLE),
  'sheet.ods': odsOf(TABLE),
  'page.html': `<title>x</title>${PARAGRAPHS.map((text) => `<p>${text}`).join('')}`,
  'letter.docx': docxOf(PARAGRAPHS),
  'letter.odt': odtOf(PARAGRAPHS),
  'paper.pdf': pdfOf(['A warm film.', 'Another page.']),
  'mail.eml': emlOf('Films', 'A warm film.'),
  'in.mbox': mboxOf([
    ['One', 'A warm film.'],
    ['Two', 'Another one.'],
  ]),
};

/** A reader for a file of each everyday format, which goes through every door of the product. */
export function everydayReaders(folderOf: (name: string) => string): FileReader[] {
  return Object.entries(FILES).map(([name, content]) => {
    writeFileSync(path.join(folderOf(name), name), content);
    return {
      name,
      files: [name],
      weight: 8,
      async read(folder) {
        const file = path.join(folder, name);
        const seed = { file, text: 'text', label: 'label' };
        for (const read of [
          () => previewFile(file),
          () => previewTexts(file),
          () => previewFile(file, { header: 'none' }),
          () => goldRepeats(seed),
          () => readCorpus([{ file, text: 'text' }]),
          () => readTexts(file, 'text'),
          () => readGold({ seed }, LABELS, randomStream('gold')),
          () => withoutRecords(file, () => false),
        ]) {
          await requireSentence(read, name);
        }
      },
    };
  });
}

/** Reads, or is refused in a sentence that names the file; one refusal does not hide the next reader. */
async function requireSentence(read: () => unknown, name: string): Promise<void> {
  try {
    await read();
  } catch (error) {
    const { name: kind, message } = error as Error;
    if (kind !== 'BadInput') throw error;
    if (!message.includes(name)) throw new Error(`no file is named: ${message}`);
  }
}
