import { fullText } from '../import/fullText.ts';
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
  /** Whether a text is the document, or a part of it that is long enough to come from nowhere else. */
  isIts(text: string): boolean;
}

/** A prompt may show the start of a passage only; mails share shorter ones. */
const START = 600;
/** Shorter texts, such as 'Please cancel my order.', are also parts of texts that do not come from them. */
const SHORTEST = 60;

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
  const full = documents.map((document) => squeeze(fullText(document)));
  const keys = [...new Set(whole.map(documentKey))];
  const shown = shownTexts();
  for (const text of whole) shown.add(text);
  const hasPassage = (passage: string) => {
    const text = squeeze(passage);
    return text !== '' && full.some((one) => one.includes(text));
  };
  return {
    ...shown,
    keys,
    hasPassage,
    isIts: (text) =>
      keys.includes(documentKey(text)) || (squeeze(text).length >= SHORTEST && hasPassage(text)),
  };
}

/** Prompts and JSON break lines in other places. */
function squeeze(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
