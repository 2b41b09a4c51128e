import type { LlamaModel } from '../../native/llama/llamaModel.ts';
import { partsOf } from './frameTokens.ts';

/** What ends a model's turn, besides the tokens that its file says end a text. */
export interface TurnEnd {
  /** A mark that follows each of its turns in the chat template. */
  readonly token?: number;
  /** The same for a model that has no token for it, and writes it letter by letter. */
  readonly text?: string;
}

/** `<|im_end|>`, `</s>`, `[/INST]`, `### Instruction:`: nothing that an answer holds by chance. */
const TAG = /^\s*(<[|/]?[^<>\s]+>|\[\/?[A-Z_]+\]|#{2,} [^\n:]+:)/;

/**
 * Files are published whose end of a text is another token than that of a turn, so that the model would
 * write the user's next turn as well.
 * @param behind what the chat template puts between the model's turn and the user's next
 */
export function turnEnd(
  tokenizer: Pick<LlamaModel, 'tokenize' | 'markOf'>,
  behind: string,
): TurnEnd {
  const first = partsOf(tokenizer, behind).find((part) => 'id' in part || part.text.trim() !== '');
  if (first === undefined) return {};
  if ('id' in first) return { token: first.id };
  const text = TAG.exec(first.text)?.[1];
  return text === undefined ? {} : { text };
}
