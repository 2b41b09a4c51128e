import { fullText } from './fullText.ts';
import type { CorpusDocument } from './readCorpus.ts';
import { wholeCharacters } from './wholeCharacters.ts';

/** The part of a document that a person reads to label it. */
const LONGEST = 2000;

/** A document as people label it, and as it becomes gold. */
export function labelText(document: Pick<CorpusDocument, 'title' | 'text'>): string {
  return wholeCharacters(fullText(document), LONGEST);
}
