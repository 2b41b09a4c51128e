import { BadInput } from '../../../models/badInput.ts';
import type { GoldExample } from './goldExample.ts';

/**
 * Students are trained on the seed's and on the validation's labels alone, to compare with, and one
 * label cannot be told from anything.
 * @param labels of the task; empty for questions
 * @throws BadInput for a split of one label, with those that it lacks
 */
export function requireSeveralLabels(
  gold: readonly GoldExample[],
  labels: readonly string[],
): void {
  if (labels.length === 0) return;
  for (const split of ['seed', 'validation'] as const) {
    const [first, ...others] = gold.filter((row) => row.split === split);
    if (!first || others.some(({ label }) => label !== first.label)) continue;
    const missing = labels.filter((label) => label !== first.label);
    throw new BadInput(
      `gold.${split}: all its texts are labelled ${first.label}, and none ${missing.join(', ')}. A student cannot learn ` +
        'to tell labels apart from one: add texts of another label.',
    );
  }
}
