import { z } from 'zod';
import type { Split } from './draft.ts';

/** Which text is next: documents of every kind in turn, or those that a student is least sure of. */
export const labelOrderSchema = z.enum(['spread', 'uncertainty']);
export type LabelOrder = z.output<typeof labelOrderSchema>;

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
  readonly uncertainty: {
    /** Whether there is a student whose uncertainty can choose. */
    readonly isPossible: boolean;
    /** Uncertain texts that wait for a label. */
    readonly waiting: number;
    /** Labels given to such texts: all of them seed, never validation or test. */
    readonly labelled: number;
  };
}
