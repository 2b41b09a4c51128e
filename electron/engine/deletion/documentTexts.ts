import { labelText } from '../import/labelText.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { documentKey } from '../import/readDocuments.ts';

/** Texts that are looked for in prompts. */
export interface ShownTexts {
  /** Whether a longer text, such as a prompt, shows one of them. */
  isShownIn(text: string): boolean;
  add(text: string): void;
}

/** How a document's text is recognised where it was copied to: the document and its passages. */
export interface DocumentTexts extends ShownTexts {
  /** Keys of the whole text, and of the text that people label. */
  readonly keys: readonly string[];
  /** Whether a passage was cut from it. */
  hasPassage(passage: string): boolean;
}

/** A prompt may show the start of a passage only; this much is enough to know it by. */
const START = 200;
/** Shorter texts, such as 'Yes.', are also parts of texts that do not come from them. */
const SHORTEST = 20;

export function shownTexts(): ShownTexts {
  const starts = new Set<string>();
  return {
    isShownIn(text) {
      const squeezed = squeeze(text);
      return [...starts].some((start) => squeezed.includes(start));
    },
    add(text) {
      const start = squeeze(text).slice(0, START);
      if (start.length >= SHORTEST) starts.add(start);
    },
  };
}

/** @param documents with the same text; their titles may differ */
export function documentTexts(documents: readonly CorpusDocument[]): DocumentTexts {
  const whole = documents.flatMap((document) => [document.text, labelText(document)]);
  const full = documents.map(({ title, text }) => squeeze(title ? `${title}. ${text}` : text));
  const shown = shownTexts();
  for (const text of whole) shown.add(text);
  return {
    ...shown,
    keys: [...new Set(whole.map(documentKey))],
    hasPassage(passage) {
      const text = squeeze(passage);
      return text !== '' && full.some((one) => one.includes(text));
    },
  };
}

/** Prompts and JSON break lines in other places. */
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
