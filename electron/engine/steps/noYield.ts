import { BadInput } from '../../../models/badInput.ts';

/**
 * The teacher's output, or the retrieved passages, are unusable: nearly all of it was dropped, or a
 * label has no rows left. It ends a run, and a table of runs continues with the next one.
 *
 * The name stays BadInput's, because the user can fix it with another teacher, corpus or seed set.
 */
export class NoYield extends BadInput {}
