/** How well an answer matches the given ones, each from 0 to 1. */
export interface AnswerScore {
  readonly exactMatch: number;
  /** F1 over the words of both. */
  readonly f1: number;
}

/**
 * SQuAD's measures (Rajpurkar et al. 2016, section 6.1, and its evaluate-v2.0.py): case,
 * punctuation, articles and whitespace are ignored, and the best match among the given answers
 * counts.
 * @param given the correct answers; none, or an empty one, if the question has no answer
 */
export function answerScore(answer: string, given: readonly string[]): AnswerScore {
  const right = given.length > 0 ? given : [''];
  return {
    exactMatch: Math.max(...right.map((one) => Number(normalize(one) === normalize(answer)))),
    f1: Math.max(...right.map((one) => wordF1(words(answer), words(one)))),
  };
}

function wordF1(answer: readonly string[], right: readonly string[]): number {
  if (answer.length === 0 || right.length === 0) return Number(answer.length === right.length);
  const rest = [...right];
  const shared = answer.filter((word) => {
    const at = rest.indexOf(word);
    if (at >= 0) rest.splice(at, 1);
    return at >= 0;
  }).length;
  return (2 * shared) / (answer.length + right.length);
}

const PUNCTUATION = /[!-/:-@[-`{-~]/g;
const ARTICLES = /(?<![\p{L}\p{N}_])(a|an|the)(?![\p{L}\p{N}_])/gu;

function words(text: string): string[] {
  return text
    .toLowerCase()
    .replace(PUNCTUATION, '')
    .replace(ARTICLES, ' ')
    .split(/\s+/)
    .filter(Boolean);
}

function normalize(text: string): string {
  return words(text).join(' ');
}
