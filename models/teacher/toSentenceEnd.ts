const SENTENCE_END = /[.!?]["')\]]?(?=\s|$)|[。！？]/gu;

/** A text that was cut somewhere, shortened to the end of its last sentence. */
export function toSentenceEnd(cut: string): string {
  const end = [...cut.matchAll(SENTENCE_END)].at(-1);
  const at = end ? end.index + end[0].length : 0;
  // an early full stop (after a title, say) is no reason to lose the text after it
  return at >= cut.length / 2 ? cut.slice(0, at) : cut;
}
