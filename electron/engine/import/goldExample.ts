import type { Split } from '../../contract/draft.ts';

/** A human-labelled example. */
export interface GoldExample {
  readonly split: Split;
  /** The first text of a pair: the premise, the paragraph. */
  readonly context?: string;
  readonly text: string;
  /** For a question, its first answer. */
  readonly label: string;
  /** For a question, the offset of its first answer in the context, in UTF-16 units. */
  readonly answerStart?: number;
  /** For a question, its other correct answers. */
  readonly otherAnswers?: readonly string[];
  readonly file: string;
  readonly line: number;
}

/** `seed:train.jsonl:17`: identifies a gold example by names that remain valid if files move. */
export function goldName({ split, file, line }: GoldExample): string {
  return `${split}:${file.split(/[\\/]/).at(-1)}:${line}`;
}
