import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { DocumentTraces, Keep } from '../../contract/documentTraces.ts';
import type { Draft } from '../../contract/draft.ts';
import { filesIn, ownedIn } from '../files/ownedFiles.ts';
import { type CorpusDocument, filesOf } from '../import/readCorpus.ts';
import { withoutRecords } from '../import/withoutRecords.ts';
import { copiesIn, finishDeletions, isOneOf } from '../project/finishDeletions.ts';
import type { Project } from '../project/project.ts';
import { deleteRecords } from './deleteRecords.ts';
import { type DocumentTexts, documentTexts } from './documentTexts.ts';
import { tracesOf } from './tracesOf.ts';

/** A deletion that a person can look at before it is done. */
export interface Deletion {
  readonly traces: DocumentTraces;
  /**
   * Deletes the document and all that came from it but what is to be kept, so that no file of the
   * project has its text. It is finished at the next opening if it is killed.
   */
  perform(keep: Keep): void;
}

/**
 * Finds all that a project has of a document.
 * @param documents with the same text, in the project's files or in what runs read from them
 * @throws BadInput for a copy of a file of the user's that cannot be read, and so not be searched
 */
export function planDeletion(
  project: Project,
  draft: Draft,
  documents: readonly [CorpusDocument, ...CorpusDocument[]],
): Deletion {
  const texts = documentTexts(documents);
  const records = tracesOf(project.database, texts);
  const students = records.students.map(({ folder }) => folder);
  const [exports, backups] = [exportsIn(project), backupsIn(project)];
  const copies = copiesIn(project);
  requireReadable(copies, texts);
  const [first] = documents;
  return {
    traces: {
      source: `${path.basename(first.file)}:${first.line}`,
      start: startOf(first.text),
      passages: records.passages.length,
      rows: records.rows.length,
      reviews: countReviews(project.database, records.reviewRows),
      labels: records.labels.length,
      gold: records.gold.length,
      students,
      exports,
      backups,
      yours: filesOutside(copies, draft.corpus, texts),
      yourGold: filesOutside(copies, Object.values(draft.gold), texts),
    },
    perform(keep) {
      const files = [
        ...backups,
        // built again from the vectors that are left
        ...entriesIn(project, 'index'),
        ...(keep.includes('students') ? [] : [...students, ...unfinishedStudents(project)]),
        ...(keep.includes('exports') ? [] : exports),
      ];
      project.database.eraseDeleted();
      project.database.transaction(() =>
        deleteRecords(project.database, records, { texts, keep, files }),
      );
      finishDeletions(project);
    },
  };
}

/** How much of a text is shown so that a person knows it again. */
const SHOWN = 200;

const startOf = (text: string) => (text.length > SHOWN ? `${text.slice(0, SHOWN)} …` : text);

function countReviews(database: Database, rows: readonly number[]): number {
  return rows.reduce(
    (sum, row) =>
      sum +
      database.get<{ n: number }>('SELECT count(*) AS n FROM review_events WHERE row = ?', row)!.n,
    0,
  );
}

/** What Stillroom exported into the project: files by their path in it, and whole folders. */
function exportsIn(project: Project): string[] {
  const folder = project.path('exports');
  if (!existsSync(folder)) return [];
  const entries = readdirSync(folder, { withFileTypes: true }).filter((one) => one.isDirectory());
  const folders = entries.flatMap(({ name }) => {
    const owned = ownedIn(path.join(folder, name));
    const files = filesIn(path.join(folder, name));
    const isWhole = files.length > 0 && files.every((file) => owned[file] !== undefined);
    return isWhole ? [name] : files.filter((file) => owned[file]).map((file) => `${name}/${file}`);
  });
  const files = Object.keys(ownedIn(folder)).filter((file) => existsSync(path.join(folder, file)));
  return [...files, ...folders].map((name) => `exports/${name}`);
}

/** Trainings that were paused: no later run resumes them, because their rows have changed. */
function unfinishedStudents(project: Project): string[] {
  return entriesIn(project, 'students').filter((name) => /\.(checkpoints|part)$/.test(name));
}

function backupsIn({ folder }: Project): string[] {
  return readdirSync(folder).filter((name) => /^project\.db\..*backup$/.test(name));
}

/** What is in one of the project's folders, by its path in the project. */
function entriesIn(project: Project, folder: 'index' | 'students'): string[] {
  const there = project.path(folder);
  return existsSync(there) ? readdirSync(there).map((name) => `${folder}/${name}`) : [];
}

/** @throws BadInput naming a copy that cannot be searched */
function requireReadable(copies: readonly string[], { keys }: DocumentTexts): void {
  for (const file of copies) {
    try {
      withoutRecords(file, isOneOf(keys));
    } catch {
      throw new BadInput(
        `${file} cannot be read, so the document may stay in it. Repair the file or delete it, then try again.`,
      );
    }
  }
}

/** Files that the draft names outside of the project and that have the text. */
function filesOutside(
  copies: readonly string[],
  parts: readonly ({ readonly file: string } | undefined)[],
  { keys }: DocumentTexts,
): string[] {
  const named = parts.flatMap((part) => (part && existsSync(part.file) ? filesOf(part.file) : []));
  return [...new Set(named)].filter((file) => !copies.includes(file) && hasRecord(file, keys));
}

function hasRecord(file: string, keys: readonly string[]): boolean {
  try {
    return withoutRecords(file, isOneOf(keys)) !== undefined;
  } catch {
    // a file that cannot be read now may still have it
    return true;
  }
}
