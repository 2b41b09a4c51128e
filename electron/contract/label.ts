import { z } from 'zod';
import type { Split } from './draft.ts';

/**
 * How the next text is chosen: documents of all kinds in turn, or those that a student is least
 * sure of.
 */
export const labelOrderSchema = z.enum(['spread', 'uncertainty']);
export type LabelOrder = z.output<typeof labelOrderSchema>;

/**
 * The state of blind labelling of the user's own documents: the current text and the number of
 * labels.
 */
export interface LabelTask {
  /** Null if every document was labelled or skipped. */
  readonly next: { readonly place: number; readonly source: string; readonly text: string } | null;
  readonly splits: readonly {
    readonly split: Split;
    readonly count: number;
    /** The number recommended before the first run. */
    readonly suggested: number;
  }[];
  readonly uncertainty: {
    /** Whether there is a student whose uncertainty can choose the texts. */
    readonly isPossible: boolean;
    /** Uncertain texts that are waiting for a label. */
    readonly waiting: number;
    /** Labels given to such texts. All of them go to seed, never to validation or test. */
    readonly labelled: number;
  };
}
