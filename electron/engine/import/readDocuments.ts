import { createHash } from 'node:crypto';
import type { Database } from '../../../native/sqlite/database.ts';
import { type CorpusPart, type ImportedCorpus, readCorpus } from './readCorpus.ts';
import { normalise } from './readGold.ts';

/**
 * The documents of a project: those of its files, without the ones that a person deleted, even where
 * a file still has them.
 * @throws BadInput as `readCorpus`
 */
export function readDocuments(database: Database, parts: readonly CorpusPart[]): ImportedCorpus {
  const deleted = deletedDocuments(database);
  const read = readCorpus(parts);
  if (deleted.length === 0) return read;
  return {
    ...read,
    documents: read.documents.filter(({ text }) => !deleted.includes(documentKey(text))),
  };
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
