import { createHash } from 'node:crypto';
import type { Database } from '../../../native/sqlite/database.ts';
import { eachInTurns } from './eachInTurns.ts';
import {
  type CorpusDocument,
  type CorpusPart,
  eachDocument,
  type ImportedCorpus,
  readCorpus,
  type TellRead,
} from './readCorpus.ts';
import { normalise } from './readGold.ts';

/**
 * The documents of a project: those of its files, without the ones that a person deleted, even where
 * a file still has them.
 * @throws BadInput as `readCorpus`
 */
export function readDocuments(database: Database, parts: readonly CorpusPart[]): ImportedCorpus {
  return withoutDeleted(readCorpus(parts), deletedDocuments(database));
}

/**
 * The same, in turns: others get one between two documents.
 * @param tell called after each megabyte
 * @throws BadInput as `readCorpus`
 */
export async function readDocumentsInTurns(
  database: Database,
  parts: readonly CorpusPart[],
  tell: TellRead,
): Promise<ImportedCorpus> {
  const deleted = deletedDocuments(database);
  const left = { duplicates: 0, empty: 0, otherFiles: 0 };
  const documents: CorpusDocument[] = [];
  await eachInTurns(eachDocument(parts, left, tell), (document) => documents.push(document));
  return withoutDeleted({ documents, ...left }, deleted);
}

function withoutDeleted(read: ImportedCorpus, deleted: readonly string[]): ImportedCorpus {
  if (deleted.length === 0) return read;
  const gone = new Set(deleted);
  return { ...read, documents: read.documents.filter(({ text }) => !gone.has(documentKey(text))) };
}

/** The keys of the documents that a person deleted from the project. */
export function deletedDocuments(database: Database): string[] {
  return database.column<string>(
    'SELECT DISTINCT key.value FROM deletions, json_each(keys) AS key ORDER BY 1',
  );
}

/** What a document is known by after its text is gone: the SHA-256 of its normalised text. */
export function documentKey(text: string): string {
  return createHash('sha256').update(normalise(text)).digest('hex');
}
