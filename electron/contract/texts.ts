import type { TemplateName } from './templateNames.ts';

/** A prompt as the teacher would get it, made from a real example and a real document. */
export interface PromptPreview {
  readonly name: TemplateName;
  /** What can be changed: in braces stands what each prompt fills in. */
  readonly template: string;
  readonly places: readonly string[];
  /** Whether the template is the user's own, and not the set's. */
  readonly isOwn: boolean;
  readonly title: string;
  /** What it is for, and whose words they are. */
  readonly what: string;
  readonly chat: boolean;
  readonly text: string;
  readonly maxTokens: number;
}

export interface CorpusPage {
  readonly total: number;
  readonly documents: readonly {
    readonly title: string | null;
    readonly text: string;
    readonly source: string;
  }[];
}

/** A passage that is near to a query: its cosine, from -1 to 1. */
export interface CorpusHit {
  readonly text: string;
  readonly cosine: number;
}
