import { BadInput } from '../../../models/badInput.ts';

/**
 * What the teacher wrote, or what was found for it to write from, is of no use: nearly all of it was dropped,
 * or a label is left without any. A run ends with it, and a table of runs goes on with the next.
 *
 * Its name stays BadInput's, for the user can put it right: by another teacher, corpus or seed set.
 */
export class NoYield extends BadInput {}
