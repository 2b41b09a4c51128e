import type { Split } from '../../contract/draft.ts';

/** A human-labelled example. */
export interface GoldExample {
  readonly split: Split;
  /** Of a pair, the first text: the premise, the paragraph. */
  readonly context?: string;
  readonly text: string;
  /** Of a question, its first answer. */
  readonly label: string;
  /** Of a question, where its first answer begins in the context, in UTF-16 units. */
  readonly answerStart?: number;
  /** Of a question, its further right answers. */
  readonly otherAnswers?: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** `seed:train.jsonl:17`: which gold example, in words that stay true when files move. */
export function goldName({ split, file, line }: GoldExample): string {
  return `${split}:${file.split(/[\\/]/).at(-1)}:${line}`;
}
