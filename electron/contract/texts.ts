import type { TemplateName } from './templateNames.ts';

/** A prompt as the teacher would get it, filled in from a real example and a real document. */
export interface PromptPreview {
  readonly name: TemplateName;
  /** The editable template: placeholders in braces are filled in for each prompt. */
  readonly template: string;
  readonly places: readonly string[];
  /** Whether the template is the user's own rather than the prompt set's. */
  readonly isOwn: boolean;
  readonly title: string;
  /** What it is for, and who wrote it. */
  readonly what: string;
  readonly chat: boolean;
  readonly text: string;
  readonly maxTokens: number;
}

export interface CorpusPage {
  readonly total: number;
  readonly documents: readonly {
    /** Names the document, whatever is done to its file. */
    readonly key: string;
    readonly title: string | null;
    readonly text: string;
    readonly source: string;
  }[];
}

/** A passage that is near to a query, with its cosine, from -1 to 1. */
export interface CorpusHit {
  readonly text: string;
  readonly cosine: number;
}
