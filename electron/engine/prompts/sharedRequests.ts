/** What an option of several recipes asks of the teacher, in the same words for every task. */

/** Behind a request, if an answer holds several texts: ours, after Verbalized Sampling. */
export const SEVERAL_TEXTS =
  'Write {count} of them, drawn from all that could be written, not only the most typical. Put each on a line of its own, behind its number and, in parentheses, its probability: 1. (0.12)';

/** What refines a draft: ours, after BARE. */
export const REFINE =
  'Somebody was asked for this: {request}\n\nThis is a draft of it:\n{draft}\n\nImprove the draft, so that it is what was asked for and reads as if a person had written it. Keep its subject and its manner. Reply with the text only.';
