import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { RunContext } from './context.ts';
import { NoYield } from './noYield.ts';
import type { Passage } from './passage.ts';
import type { Retrieved } from './sourceContent.ts';

/**
 * The passages to rewrite: for each label its share, drawn without replacement, a passage once for
 * each label. Labels take turns, so that a larger number of rows begins with the same ones.
 * @throws NoYield where a label that is asked for has no passage
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

/** Each passage once, under the query that it answers best. */
function nearestQueries(inputs: readonly Retrieved[]): Retrieved[] {
  const best = new Map<Passage, Retrieved>();
  for (const input of inputs) {
    const known = best.get(input.passage);
    if (!known || known.score < input.score) best.set(input.passage, input);
  }
  return [...best.values()];
}
