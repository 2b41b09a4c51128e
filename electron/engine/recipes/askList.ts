import { call as callPlace, stepKey } from '../journal/stepKey.ts';
import { type Asking, type Generation, generate } from '../steps/generate.ts';
import { listGrammar, parseList } from '../steps/parseOutput.ts';

/** A call lists entries; if it yields fewer than are wanted, it is repeated, at most twice. */
const CALLS = 3;

/** Maximum tokens of a call that lists entries; ours. */
export const LIST_TOKENS = 400;

/** The length of a list relative to a row: S3 allows 400 and 120 tokens. */
export const ROWS_PER_LIST = 3;

interface AskedList {
  readonly prompt: { readonly text: string; readonly chat: boolean };
  readonly wanted: number;
  readonly temperature: number;
  readonly topP: number;
}

/** What the teacher listed: different entries, at most as many as are wanted. */
export interface ListedEntries {
  readonly list: readonly string[];
  readonly generations: readonly Generation[];
}

/**
 * Asks the teacher for a list, such as S3's rationales of a label.
 * @param place of the calls among the steps, without the phase
 */
export async function askList(
  ctx: Asking,
  place: readonly string[],
  { prompt, wanted, temperature, topP }: AskedList,
): Promise<ListedEntries> {
  const grammar = listGrammar(wanted);
  const parameters = { temperature, topP, maxTokens: LIST_TOKENS, stop: [], grammar };
  const generations: Generation[] = [];
  const list = new Set<string>();
  for (let call = 1; call <= CALLS && list.size < wanted; call++) {
    const key = stepKey('generate', ...place, callPlace(call));
    const made = await generate(ctx, key, prompt, 1, parameters, () => prompt);
    generations.push(...made);
    for (const entry of made.flatMap(({ output }) => parseList(output))) {
      if (list.size < wanted) list.add(entry);
    }
  }
  return { list: [...list], generations };
}
