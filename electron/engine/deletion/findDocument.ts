import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Draft } from '../../contract/draft.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { documentKey, readDocuments } from '../import/readDocuments.ts';
import type { Project } from '../project/project.ts';

export type SameDocuments = readonly [CorpusDocument, ...CorpusDocument[]];

/**
 * The documents that a place names: `reports.jsonl:17`, with or without the folder; for a file with
 * one document its name is enough. A document that a run read before it was taken out of its file
 * is found too.
 * @returns documents with one text
 * @throws BadInput if there is none, or there are several with other texts
 */
export function findDocument(project: Project, draft: Draft, place: string): SameDocuments {
  const documents = knownDocuments(project, draft);
  const named = documents.filter((document) => isNamed(document, place));
  const keys = new Set(named.map(({ text }) => documentKey(text)));
  if (keys.size === 1) return sameDocuments(documents, [...keys][0]!)!;
  if (keys.size === 0) {
    throw new BadInput(
      `The project has no document ${place}. Name it as the Corpus page does: FILE:LINE.`,
    );
  }
  const places = named.map(({ file, line }) => `${file}:${line}`);
  throw new BadInput(
    `${place} may be ${[...new Set(places)].slice(0, 5).join(' or ')}. Name one of them with its folder; for an ` +
      'older text of a file, put that text back.',
  );
}

/** @throws BadInput if the project has no such document (any more) */
export function documentByKey(project: Project, draft: Draft, key: string): SameDocuments {
  const found = sameDocuments(knownDocuments(project, draft), key);
  if (found) return found;
  throw new BadInput('The project does not have this document any more.');
}

function sameDocuments(documents: readonly CorpusDocument[], key: string): SameDocuments | null {
  const [first, ...others] = documents.filter(({ text }) => documentKey(text) === key);
  return first ? [first, ...others] : null;
}

/** Those of the files as they are now, and those that runs read from them. */
function knownDocuments({ database }: Project, draft: Draft): CorpusDocument[] {
  const recorded = database.all<CorpusDocument>('SELECT title, text, file, line FROM documents');
  return [...currentDocuments(database, draft), ...recorded];
}

function currentDocuments(
  database: Project['database'],
  { corpus }: Draft,
): readonly CorpusDocument[] {
  try {
    return corpus.length === 0 ? [] : readDocuments(database, corpus).documents;
  } catch {
    // a file that was taken away since does not keep its documents from being deleted
    return [];
  }
}

function isNamed({ file, line }: CorpusDocument, place: string): boolean {
  const names = [path.basename(file), file];
  if (names.some((name) => place === `${name}:${line}`)) return true;
  if (path.resolve(place) === `${file}:${line}`) return true;
  return ['.txt', '.md'].includes(path.extname(file)) && [...names].includes(place);
}
