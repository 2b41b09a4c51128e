import type { Split } from './draft.ts';

/** Labelling one's own documents, blind: the text in hand, and how many labels there are. */
export interface LabelTask {
  /** Null where every document was labelled or left out. */
  readonly next: { readonly place: number; readonly source: string; readonly text: string } | null;
  readonly splits: readonly {
    readonly split: Split;
    readonly count: number;
    /** Worth having before the first run. */
    readonly suggested: number;
  }[];
}
