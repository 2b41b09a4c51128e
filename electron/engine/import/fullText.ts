import type { CorpusDocument } from './readCorpus.ts';

/** Title and text, as SynthesizRR joins a product's (App. J). */
export function fullText({ title, text }: Pick<CorpusDocument, 'title' | 'text'>): string {
  return title ? `${title}. ${text}` : text;
}
