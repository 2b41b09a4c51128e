import type { AskedAttribute } from './listingCalls.ts';
import type { Attributes } from './recipes/attrprompt.ts';

/** What a page needs to show and to edit what AttrPrompt's rows differ in. */
export interface AttributesPage {
  /** Attributes of the prompt set, whose values the teacher lists where people give none. */
  readonly asked: readonly AskedAttribute[];
  /** How many ranges of words a row's length is drawn from. */
  readonly lengths: number;
  /** What the teacher listed last, until it is used; null if nothing. */
  readonly listed: ListedAttributes | null;
}

/** Attributes with their values as a run would list them. While it goes on, and if it fails, some lists are missing. */
export interface ListedAttributes {
  /** Tells one listing from another. */
  readonly id: string;
  readonly attributes: Attributes;
  /** Lists that came out short, and the like. */
  readonly notes: readonly string[];
}
