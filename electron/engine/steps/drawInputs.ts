import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { RunContext } from './context.ts';
import { NoYield } from './noYield.ts';
import type { Passage } from './passage.ts';
import type { Retrieved } from './sourceContent.ts';

/**
 * Draws the passages to rewrite: each label's share, without replacement, each passage at most once
 * per label. Labels take turns, so that a larger number of rows starts with the same ones.
 * @throws NoYield if a requested label has no passage
 */
export function drawInputs(
  { run, note }: RunContext,
  { variant, retrieval }: Pick<SynthesizrrSettings, 'variant' | 'retrieval'>,
  inputs: readonly Retrieved[],
  turns: readonly string[],
): Retrieved[] {
  const drawn = new Map<string, Retrieved[]>();
  for (const label of new Set(turns)) {
    const share = turns.filter((turn) => turn === label).length;
    const pool = nearestQueries(inputs.filter(({ query }) => query.label === label));
    if (pool.length === 0) {
      throw new NoYield(
        `SynthesizRR ${variant}: no passage ${retrieval === 'dense' ? 'within the cosine window ' : ''}` +
          `was found for the label ${label}. Give a corpus that is nearer to the task, or more seed ` +
          'examples.',
      );
    }
    if (pool.length < share) {
      note(
        `SynthesizRR ${variant}: ${pool.length} passages for ${label}, ${share} were asked for.`,
      );
    }
    const random = run.random('synthesizrr', variant, 'inputs', label);
    drawn.set(label, random.sample(pool, share));
  }
  return turns.flatMap((label) => drawn.get(label)!.shift() ?? []);
}

/** Keeps each passage once, under the query that it matches best. */
function nearestQueries(inputs: readonly Retrieved[]): Retrieved[] {
  const best = new Map<Passage, Retrieved>();
  for (const input of inputs) {
    const known = best.get(input.passage);
    if (!known || known.score < input.score) best.set(input.passage, input);
  }
  return [...best.values()];
}
