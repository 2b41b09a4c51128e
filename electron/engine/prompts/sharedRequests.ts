/** What an option of several recipes asks of the teacher, in the same words for every task. */
export const sharedRequests = {
  /** Behind a request, if an answer holds several texts: ours, after Verbalized Sampling. */
  severalTexts:
    'Write {count} of them, drawn from all that could be written, not only the most typical. Put each on a line of its own, behind its number and, in parentheses, its probability: 1. (0.12)',
  /** What refines a draft: ours, after BARE. Small models do not follow longer ones. */
  refine:
    '{request}\n\nHere is a first draft:\n{draft}\n\nRewrite the draft so that it is better. Keep its subject. Reply with the text only.',
} as const;
