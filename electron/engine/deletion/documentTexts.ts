import { labelText } from '../import/labelText.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { documentKey } from '../import/readDocuments.ts';

/** How a document's text is recognised where it was copied to. */
export interface DocumentTexts {
  /** Keys of the whole text, and of the text that people label. */
  readonly keys: readonly string[];
  /** Whether a passage was cut from it. */
  hasPassage(passage: string): boolean;
  /** Whether a longer text, such as a prompt, shows the document or one of its passages. */
  isShownIn(text: string): boolean;
  /** From now on also texts that show this one count as the document's. */
  add(text: string): void;
}

/** A prompt may show the start of a passage only; this much is enough to know it by. */
const START = 200;
/** Shorter texts, such as 'Yes.', are also parts of texts that do not come from them. */
const SHORTEST = 20;

/** @param documents with the same text; their titles may differ */
export function documentTexts(documents: readonly CorpusDocument[]): DocumentTexts {
  const whole = documents.flatMap((document) => [document.text, labelText(document)]);
  const full = documents.map(({ title, text }) => squeeze(title ? `${title}. ${text}` : text));
  const starts = new Set<string>();
  const add = (text: string) => {
    const start = squeeze(text).slice(0, START);
    if (start.length >= SHORTEST) starts.add(start);
  };
  for (const text of whole) add(text);
  return {
    keys: [...new Set(whole.map(documentKey))],
    hasPassage(passage) {
      const text = squeeze(passage);
      return text !== '' && full.some((one) => one.includes(text));
    },
    isShownIn(text) {
      const squeezed = squeeze(text);
      return [...starts].some((start) => squeezed.includes(start));
    },
    add,
  };
}

/** Prompts and JSON break lines in other places. */
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
