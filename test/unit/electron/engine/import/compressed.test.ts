import { brotliCompressSync, gzipSync, zstdCompressSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { readOutsideFile } from '../../../../../electron/engine/exchange/readOutsideFile.ts';
import { previewFile, previewRows } from '../../../../../electron/engine/import/previewFile.ts';
import { readCorpus } from '../../../../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { readTexts } from '../../../../../electron/engine/import/readTexts.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import { zipOf } from '../../../../fixtures/everydayFiles.ts';
import { fileWith, refusalOf } from './files.ts';

const ROWS = '{"text":"A ferry came.","label":"a"}\n{"text":"None came.","label":"b"}\n';

/** The beginning of an archive as tar writes it: a block of 512 bytes before each file. */
function tarOf(name: string, content: string): Buffer {
  const block = Buffer.alloc(1024);
  block.write(name);
  block.write(`${content.length.toString(8).padStart(11, '0')}`, 124);
  block.write('ustar\u000000', 257);
  block.write(content, 512);
  return block;
}

/** Every way into the product. */
const DOORS: Readonly<Record<string, (file: string) => unknown>> = {
  gold: (file) =>
    readGold({ seed: { file, text: 'text', label: 'label' } }, ['a', 'b'], randomStream('gold')),
  corpus: (file) => readCorpus([{ file, text: 'text' }]),
  reviews: readOutsideFile,
  predict: (file) => readTexts(file, 'text'),
  'a page of documents': (file) => previewFile(file),
  'a page of labelled examples': (file) => previewRows(file),
};

const hex = (digits: string) => Buffer.from(`${digits}00010203`, 'hex');

test.each<[name: string, content: Uint8Array, said: string]>([
  ['a.jsonl.gz', gzipSync(ROWS), 'is compressed with gzip. Unpack it'],
  ['a.tgz', gzipSync(tarOf('a.jsonl', ROWS)), 'is compressed with gzip. Unpack it'],
  ['misnamed.jsonl', gzipSync(ROWS), 'is compressed with gzip. Unpack it'],
  ['a.jsonl.Z', hex('1f9d90'), 'is compressed with compress. Unpack it'],
  ['a.csv.bz2', hex('425a6839314159265359'), 'is compressed with bzip2. Unpack it'],
  ['a.csv.xz', hex('fd377a585a00'), 'is compressed with xz. Unpack it'],
  ['a.csv.lzma', hex('5d00008000'), 'is compressed with lzma. Unpack it'],
  ['a.jsonl.zst', zstdCompressSync(ROWS), 'is compressed with zstd. Unpack it'],
  ['misnamed.csv', zstdCompressSync(ROWS), 'is compressed with zstd. Unpack it'],
  ['a.jsonl.lz4', hex('04224d18'), 'is compressed with lz4. Unpack it'],
  ['a.jsonl.br', brotliCompressSync(ROWS), 'is compressed with Brotli. Unpack it'],
  ['a.zip', zipOf({ 'a.jsonl': ROWS }), 'is a zip archive. Unpack it'],
  ['misnamed.json', zipOf({ 'a.jsonl': ROWS }), 'is a zip archive. Unpack it'],
  ['a.7z', hex('377abcaf271c'), 'is a 7z archive. Unpack it'],
  ['a.rar', hex('526172211a0700'), 'is a RAR archive. Unpack it'],
  ['a.cab', hex('4d53434600000000'), 'is a CAB archive. Unpack it'],
  ['a.tar', tarOf('a.jsonl', ROWS), 'is a tar archive. Unpack it'],
  ['misnamed.txt', tarOf('a.jsonl', ROWS), 'is a tar archive. Unpack it'],
  // of the time before tar had a mark
  ['old.tar', tarOf('a.jsonl', ROWS).fill(0, 257, 265), 'is a tar archive. Unpack it'],
  // a browser may unpack what it downloads, and leave the name
  ['unpacked.jsonl.gz', Buffer.from(ROWS), 'its content is no .gz. Give it the ending of what it'],
])('%s is refused through every door by what compresses it', (name, content, said) => {
  const file = fileWith(name, content);
  for (const [door, read] of Object.entries(DOORS)) {
    const refusal = refusalOf(() => read(file));
    expect(refusal, door).toContain(`${name} `);
    expect(refusal, door).toContain(said);
    expect(refusal, door).not.toMatch(/windows-1252|undefined|\bError\b/i);
  }
});

test('a text that begins with the letters of bzip2 is a text', () => {
  const file = fileWith('a.txt', 'BZh is where the ferry lands.\n');
  expect(readTexts(file, '').map(({ text }) => text)).toEqual(['BZh is where the ferry lands.']);
});
