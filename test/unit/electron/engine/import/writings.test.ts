import { expect, test } from 'vitest';
import { readCorpus } from '../../../../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../../../../electron/engine/import/readGold.ts';
import { readTexts } from '../../../../../electron/engine/import/readTexts.ts';
import { randomStream } from '../../../../../models/randomStream.ts';
import {
  docxOf,
  emlOf,
  lockedPdfOf,
  mboxOf,
  OLD_OFFICE,
  odtOf,
  pdfOf,
  xlsxOf,
  zipOf,
} from '../../../../fixtures/everydayFiles.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';
import { fileWith, refusalOf } from './files.ts';

const read = (file: string) =>
  readCorpus([{ file }]).documents.map(({ title, text }) => [title, text]);
const TEXT = 'The ferry was late & the café shut.\nNobody asked why.';

test.each<[name: string, content: string | Uint8Array, title: string, text: string]>([
  ['harbour.txt', `${TEXT}\r\n`, 'harbour', TEXT],
  ['harbour.md', `# Ferry\n\n${TEXT}`, 'harbour', `# Ferry\n\n${TEXT}`],
  [
    'harbour.html',
    '<!doctype html><title>Late</title><style>p{}</style><script>x()</script><p>The ferry was\n late &amp; the <b>caf&eacute;</b> shut.<p>Nobody asked why.',
    'Late',
    TEXT.replace('\n', '\n\n'),
  ],
  ['harbour.docx', docxOf(TEXT.split('\n')), 'harbour', TEXT],
  ['harbour.odt', odtOf(TEXT.split('\n')), 'harbour', TEXT],
  [
    'harbour.pdf',
    pdfOf(['The ferry was late.', 'Nobody asked why.']),
    'harbour',
    'The ferry was late.\n\nNobody asked why.',
  ],
  ['late.eml', emlOf('Fähre', TEXT), 'Fähre', TEXT],
  ['bare.txt', Buffer.from([0xff, 0xfe, ...Buffer.from('über', 'utf16le')]), 'bare', 'über'],
])('%s is a document', (name, content, title, text) => {
  expect(read(fileWith(name, content))).toEqual([[title, text]]);
});

test('a mailbox has a document for each message', () => {
  const file = fileWith(
    'in.mbox',
    mboxOf([
      ['One', 'From here on.'],
      ['Zwei', 'Größe'],
    ]),
  );
  expect(read(file)).toEqual([
    ['One', 'From here on.'],
    ['Zwei', 'Größe'],
  ]);
});

test('a message in HTML is read as its page is', () => {
  const eml =
    'Subject: Late\nContent-Type: text/html\n\n<p>The ferry<br>was late</p><style>p{}</style>\n';
  expect(read(fileWith('a.eml', eml))).toEqual([['Late', 'The ferry\nwas late']]);
});

test.each<[name: string, content: string | Uint8Array, said: string]>([
  ['a.doc', OLD_OFFICE, 'old Word document. Save it as .docx'],
  ['a.xls', OLD_OFFICE, 'old Excel workbook. Save it as .xlsx'],
  ['a.docx', OLD_OFFICE, 'locked with a password'],
  ['a.rtf', '{\\rtf1 hello}', 'rich text. Save it as .docx'],
  ['a.pptx', zipOf({ 'ppt/presentation.xml': '' }), 'PowerPoint'],
  ['a.png', Buffer.from('89504e470d0a1a0a', 'hex'), 'picture'],
  ['scan.pdf', pdfOf(['', '']), 'it is a scan'],
  ['broken.pdf', '%PDF-1.4\nnothing more', 'damaged'],
  ['cut.docx', docxOf(['x']).subarray(0, 40), 'damaged'],
  ['table.pages', 'x', 'Pages. Save it as .docx'],
  ['._a.txt', Buffer.from('0005160700020000', 'hex'), 'what a Mac writes'],
])('%s is refused with what to do', (name, content, said) => {
  const file = fileWith(name, content);
  for (const refusal of [refusalOf(() => read(file)), refusalOf(() => readTexts(file, 'text'))]) {
    expect(refusal).toContain(file);
    expect(refusal).toContain(said);
    expect(refusal).not.toMatch(/windows-1252|undefined|\bError\b/i);
  }
});

test('a PDF that is locked is refused by that', () => {
  const file = fileWith('a.pdf', lockedPdfOf(['x']));
  expect(refusalOf(() => read(file))).toContain('locked with a password');
});

test('documents are no labelled examples', () => {
  const seed = { file: fileWith('a.docx', docxOf(['x'])), text: 'text', label: 'label' };
  expect(refusalOf(() => readGold({ seed }, ['a', 'b'], randomStream('gold')))).toContain(
    'has no rows with columns',
  );
});

test('what systems and programs put into folders is passed over and counted', () => {
  const folder = temporaryFolder();
  fileWith('letter.txt', 'A letter.', folder);
  fileWith('deep/mail.eml', emlOf('Hello', 'A mail.'), folder);
  for (const name of [
    '._letter.txt',
    '.DS_Store',
    '.hidden.txt',
    'Thumbs.db',
    'desktop.ini',
    '~$report.docx',
    'film.mp4',
    '__MACOSX/._letter.txt',
    '.git/notes.txt',
  ]) {
    fileWith(name, 'x', folder);
  }
  const { documents, otherFiles } = readCorpus([{ file: folder }]);
  expect(documents.map(({ text }) => text)).toEqual(['A mail.', 'A letter.']);
  expect(otherFiles).toBe(9);
});

test('texts to label are lines, rows, documents or messages', () => {
  const texts = (name: string, content: string | Uint8Array) =>
    readTexts(fileWith(name, content), 'text').map(({ text, source }) => [text, source]);
  expect(texts('a.tsv', 'id\ttext\n1\tgood\n2\tbad\n')).toEqual([
    ['good', 'a.tsv:2'],
    ['bad', 'a.tsv:3'],
  ]);
  expect(texts('a.xlsx', xlsxOf([['text'], ['good']]))).toEqual([['good', 'a.xlsx:2']]);
  expect(texts('a.txt', 'one\r\n\r\ntwo\rthree')).toEqual([
    ['one', 'a.txt:1'],
    ['two', 'a.txt:3'],
    ['three', 'a.txt:4'],
  ]);
  expect(texts('notes', 'one\ntwo')).toHaveLength(2);
  expect(texts('a.docx', docxOf(['one', 'two']))).toEqual([['one\ntwo', 'a.docx:1']]);
  expect(
    texts(
      'a.mbox',
      mboxOf([
        ['a', 'one'],
        ['b', 'two'],
      ]),
    ).map(([text]) => text),
  ).toEqual(['one', 'two']);
});

test.each([
  ['{"text": ["The", "soup"], "label": "a"}', 'line 1: the field "text" holds a list, and no text'],
  ['{"text": {"en": "The soup"}, "label": "a"}', 'line 1: the field "text" holds an object'],
  ['{"text": "The soup", "label": ["a", "b"]}', 'line 1: the field "label" holds a list'],
  ['{"text": null, "label": "a"}', 'line 1: the text is empty'],
  ['{"text": "The soup", "label": null}', 'line 1: the label is empty'],
])('a field that holds no text is refused: %s', (row, said) => {
  const file = fileWith('a.jsonl', `${row}\n`);
  const seed = { file, text: 'text', label: 'label' };
  expect(refusalOf(() => readGold({ seed }, ['a', 'b'], randomStream('gold')))).toContain(said);
});
