import type { Figure } from '../../contract/figure.ts';
import { nGramIds } from './nGramIds.ts';

const LONGEST = 3;

/**
 * Distinct-1 to distinct-3 (Li et al. 2016): the different n-grams of all documents, divided by their
 * n-grams. Higher is more diverse. It falls with the number of tokens, so only sets of similar size
 * may be compared.
 * @param documents each its tokens
 */
export function distinctN(documents: readonly (readonly string[])[]): readonly Figure[] {
  return Array.from(nGramIds(documents, LONGEST), ({ n, starts, ends, different }) => {
    const all = ends.reduce((sum, end, i) => sum + end - starts[i]!, 0);
    if (all > 0) return { value: different / all };
    return { undefinedBecause: n === 1 ? 'there is no token' : `no text has ${n} tokens` };
  });
}
