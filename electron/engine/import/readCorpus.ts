import { existsSync, readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { isWithin, realPath } from '../files/pathInside.ts';
import { normalise } from './readGold.ts';
import { readRows, readUtf8, textOf } from './readRows.ts';

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
  const seen = new Set<string>();
  const documents: CorpusDocument[] = [];
  let duplicates = 0;
  let empty = 0;
  for (const part of parts) {
    for (const document of filesOf(part.file).flatMap((file) => readFile(file, part))) {
      const key = normalise(document.text);
      if (key === '') empty++;
      else if (seen.has(key)) duplicates++;
      else documents.push(document);
      seen.add(key);
    }
  }
  if (parts.length > 0 && documents.length === 0) {
    throw new BadInput(
      `The corpus has no documents with text: ${parts.map(({ file }) => file).join(', ')}.`,
    );
  }
  return { documents, duplicates, empty };
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

function readFile(file: string, { text, title }: CorpusPart): CorpusDocument[] {
  const extension = path.extname(file).toLowerCase();
  if (TEXT_FILES.includes(extension)) {
    return [{ title: path.basename(file, extension), text: readUtf8(file).trim(), file, line: 1 }];
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
  return readRows(file, title ? [text, title] : [text]).map(({ line, fields }) => ({
    title: title ? textOf(fields[title]) || null : null,
    text: textOf(fields[text]).trim(),
    file,
    line,
  }));
}
