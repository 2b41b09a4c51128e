import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { isWithin, realPath } from '../files/pathInside.ts';
import { textKey } from './readGold.ts';
import { eachRow, textOf } from './readRows.ts';
import { readUtf8 } from './readUtf8.ts';

/** One of the user's documents, as it was imported. */
export interface CorpusDocument {
  readonly title: string | null;
  readonly text: string;
  readonly file: string;
  readonly line: number;
}

export interface CorpusPart {
  readonly file: string;
  readonly text?: string | undefined;
  readonly title?: string | undefined;
}

export interface ImportedCorpus {
  readonly documents: readonly CorpusDocument[];
  /** Documents skipped because an earlier one has the same text. */
  readonly duplicates: number;
  /** Documents skipped because they have no text. */
  readonly empty: number;
}

const ROW_FILES = ['.jsonl', '.csv'];
const TEXT_FILES = ['.txt', '.md'];

/**
 * Reads documents from JSONL and CSV (one per row), text and Markdown (one per file), or from all
 * such files in a folder and its subfolders.
 * @throws BadInput naming the file and line that cannot be read, or an unknown format
 */
export function readCorpus(parts: readonly CorpusPart[]): ImportedCorpus {
  const left = { duplicates: 0, empty: 0 };
  return { documents: [...eachDocument(parts, left)], ...left };
}

/**
 * The same documents, one after the other.
 * @param left counts those that are left out
 * @throws BadInput as `readCorpus`
 */
export function* eachDocument(
  parts: readonly CorpusPart[],
  left: { duplicates: number; empty: number },
): Generator<CorpusDocument, void> {
  const seen = new Set<string>();
  for (const part of parts) {
    for (const file of filesOf(part.file)) {
      for (const document of readFile(file, part)) {
        const key = document.text === '' ? '' : textKey(document.text);
        if (key === '') left.empty++;
        else if (seen.has(key)) left.duplicates++;
        else yield document;
        if (key !== '') seen.add(key);
      }
    }
  }
  if (parts.length > 0 && seen.size === 0) throw withoutText(parts);
}

export function withoutText(parts: readonly CorpusPart[]): BadInput {
  const files = parts.map(({ file }) => file).join(', ');
  return new BadInput(`The corpus has no documents with text: ${files}.`);
}

/** Whether a file is a document of its own, by its ending. */
export function isText(file: string): boolean {
  return TEXT_FILES.includes(path.extname(file).toLowerCase());
}

/** Whether a file is one that a folder of documents is read for, by its ending. */
export function isDocument(file: string): boolean {
  return [...ROW_FILES, ...TEXT_FILES].includes(path.extname(file).toLowerCase());
}

/**
 * The corpus files under a path, in a deterministic order.
 * @throws BadInput naming what cannot be read, or a link that leads out of the folder
 */
export function filesOf(given: string): string[] {
  const stats = statSync(given, { throwIfNoEntry: false });
  if (!stats) throw new BadInput(`${given} does not exist.`);
  if (!stats.isDirectory()) return [given];
  const files = filesBelow(given, given).filter(isDocument).toSorted();
  if (files.length === 0)
    throw new BadInput(`The folder ${given} holds no .jsonl, .csv, .txt or .md file.`);
  return files;
}

/** A pipe or a device has no end, so only plain files count. */
function filesBelow(root: string, folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(folder, entry.name);
    if (entry.isSymbolicLink()) requireInside(root, name);
    // what a link inside leads to is read where it is, and a link to a folder above would have no end
    if (entry.isDirectory()) return filesBelow(root, name);
    if (!entry.isFile()) return [];
    if (isDocument(name)) requireReadableName(name);
    return [name];
  });
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

function* readFile(file: string, { text, title }: CorpusPart): Generator<CorpusDocument, void> {
  const extension = path.extname(file).toLowerCase();
  if (isText(file)) {
    yield { title: path.basename(file, extension), text: readUtf8(file).trim(), file, line: 1 };
    return;
  }
  if (!ROW_FILES.includes(extension)) {
    throw new BadInput(
      `${file}: a corpus is .jsonl, .csv, .txt or .md, not ${extension || 'a file without an ending'}.`,
    );
  }
  if (!text)
    throw new BadInput(
      `${file}: name the column of the text in the experiment: corpus, field text.`,
    );
  for (const { line, fields } of eachRow(file, title ? [text, title] : [text])) {
    yield {
      title: title ? textOf(fields[title]) || null : null,
      text: textOf(fields[text]).trim(),
      file,
      line,
    };
  }
}
