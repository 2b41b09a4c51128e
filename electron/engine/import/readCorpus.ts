import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { hasRows, isOfPrograms, isReadable, readEndings } from '../../contract/fileKinds.ts';
import type { FileReading } from '../../contract/fileReading.ts';
import { isWithin, realPath } from '../files/pathInside.ts';
import { eachWriting } from './eachWriting.ts';
import { fileKind } from './fileKind.ts';
import type { TableReading } from './fileRow.ts';
import { textKey } from './readGold.ts';
import { eachRow, plainText } from './readRows.ts';

/** One of the user's documents, as it was imported. */
export interface CorpusDocument {
  readonly title: string | null;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export interface CorpusPart extends FileReading {
  readonly file: string;
  readonly text?: string | undefined;
  readonly title?: string | undefined;
}

/** What is left out of a corpus, by why. */
export interface LeftOut {
  /** Documents with the text of an earlier one. */
  duplicates: number;
  /** Documents without text. */
  empty: number;
  /** Files in folders that are no documents: of other kinds, hidden, of a system, broken links. */
  otherFiles: number;
}

export interface ImportedCorpus extends Readonly<LeftOut> {
  readonly documents: readonly CorpusDocument[];
}

/**
 * Reads documents from tables (one per row), texts (one per file), mailboxes (one per message), or
 * from all such files in a folder and its subfolders.
 * @param tell called after each megabyte
 * @throws BadInput naming the file and line that cannot be read, or an unknown format
 */
export function readCorpus(parts: readonly CorpusPart[], tell?: TellRead): ImportedCorpus {
  const left = { duplicates: 0, empty: 0, otherFiles: 0 };
  return { documents: [...eachDocument(parts, left, tell)], ...left };
}

/** Tells how many megabytes of how many are read. */
export type TellRead = (done: number, total: number, unit: 'MB') => void;

function readProgress(parts: readonly CorpusPart[], tell: TellRead) {
  const sizeOf = (file: string) => statSync(file).size;
  const total = parts.flatMap(({ file }) => filesOf(file).map(sizeOf)).reduce((a, b) => a + b, 0);
  let before = 0;
  let ofFile = 0;
  let told = 0;
  const onBytes = (bytes: number) => {
    ofFile += bytes;
    const done = Math.floor((before + ofFile) / 1e6);
    if (done > told) tell(done, Math.ceil(total / 1e6), 'MB');
    told = done;
  };
  return {
    onBytes,
    /** Some formats are read whole, and count when they are. */
    endFile(file: string): void {
      onBytes(sizeOf(file) - ofFile);
      before += ofFile;
      ofFile = 0;
    },
  };
}

/**
 * The same documents, one after the other.
 * @param left counts those that are left out
 * @throws BadInput as `readCorpus`
 */
export function* eachDocument(
  parts: readonly CorpusPart[],
  left: LeftOut,
  tell?: TellRead,
): Generator<CorpusDocument, void> {
  const seen = new Set<string>();
  const progress = tell && readProgress(parts, tell);
  for (const part of parts) {
    const { files, others } = corpusFiles(part.file);
    left.otherFiles += others;
    for (const file of files) {
      for (const document of readFile(file, { ...part, onBytes: progress?.onBytes })) {
        const key = document.text === '' ? '' : textKey(document.text);
        if (key === '') left.empty++;
        else if (seen.has(key)) left.duplicates++;
        else yield document;
        if (key !== '') seen.add(key);
      }
      progress?.endFile(file);
    }
  }
  if (parts.length > 0 && seen.size === 0) throw withoutText(parts);
}

export function withoutText(parts: readonly CorpusPart[]): BadInput {
  const files = parts.map(({ file }) => file).join(', ');
  return new BadInput(`The corpus has no documents with text: ${files}.`);
}

/**
 * The corpus files under a path, in a deterministic order, and the number of other files.
 * @throws BadInput naming what cannot be read, or a link that leads out of the folder
 */
export function corpusFiles(given: string): { readonly files: string[]; readonly others: number } {
  const stats = statSync(given, { throwIfNoEntry: false });
  if (!stats) throw new BadInput(`${given} does not exist.`);
  if (!stats.isDirectory()) return { files: [given], others: 0 };
  const below = filesBelow(given, given);
  const files = below.filter(isDocument).toSorted();
  if (files.length > 0) return { files, others: below.length - files.length };
  throw new BadInput(
    `The folder ${given} holds no file that is read: ${readEndings().join(', ')}.`,
  );
}

/** The corpus files under a path, in a deterministic order. */
export function filesOf(given: string): string[] {
  return corpusFiles(given).files;
}

/** Whether a file is one that a folder of documents is read for, by its name. */
export function isDocument(file: string): boolean {
  return !isOfPrograms(path.basename(file)) && isReadable(file);
}

/** A pipe or a device has no end, so only plain files count. */
function filesBelow(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isSymbolicLink()) {
      requireInside(root, name);
      // what a link inside leads to is read where it is, and a link to a folder above would have no end
      return existsSync(name) ? [] : [`${name} -> nothing`];
    }
    if (entry.isDirectory())
      return isOfPrograms(entry.name) ? hidden(name) : filesBelow(root, name);
    if (!entry.isFile()) return [];
    if (isDocument(name)) requireReadableName(name);
    return [name];
  });
}

/** The files of a folder of programs, which count and are not read. */
function hidden(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map(({ name }) => path.join(folder, `.${name}`));
}

/** @throws BadInput for a link out of the folder; one that leads nowhere is nothing */
function requireInside(root: string, link: string): void {
  if (!existsSync(link) || isWithin(realPath(root), realPath(link))) return;
  throw new BadInput(
    `${link} is a link that leads out of ${root}. Put the files themselves into the folder, or name the other ` +
      'folder as a part of the corpus.',
  );
}

/** A name that is not UTF-8 reaches us with another character, and then names no file. */
function requireReadableName(file: string): void {
  if (!file.includes('\uFFFD') || existsSync(file)) return;
  throw new BadInput(`${file}: the name of this file is not UTF-8. Rename it.`);
}

function* readFile(file: string, part: CorpusPart & TableReading): Generator<CorpusDocument, void> {
  const { text, title } = part;
  const kind = fileKind(file);
  if (!hasRows(kind)) {
    for (const writing of eachWriting(file, kind, part)) yield { ...writing, file };
    return;
  }
  if (!text)
    throw new BadInput(
      `${file}: name the column of the text in the experiment: corpus, field text.`,
    );
  for (const { line, fields } of eachRow(file, title ? [text, title] : [text], part)) {
    const where = `${file}, line ${line}`;
    yield {
      title: title ? plainText(fields[title], title, where).trim() || null : null,
      text: plainText(fields[text], text, where).trim(),
      file,
      line,
    };
  }
}
