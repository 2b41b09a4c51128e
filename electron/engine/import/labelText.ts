import type { CorpusDocument } from './readCorpus.ts';

/** The part of a document that a person reads to label it. */
const LONGEST = 2000;

/** A document as people label it, and as it becomes gold. */
export function labelText({ title, text }: Pick<CorpusDocument, 'title' | 'text'>): string {
  return (title ? `${title}. ${text}` : text).slice(0, LONGEST);
}
