import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { PromptSet } from '../prompts/promptSet.ts';
import type { TextContext, TextTask } from '../steps/context.ts';
import type { PromptBlock } from '../steps/layoutPrompt.ts';
import { NoYield } from '../steps/noYield.ts';
import { requireShots } from '../steps/requireShots.ts';
import type { Retrieved, Sourced } from '../steps/sourceContent.ts';
import { instructionFor, passageBlock } from './instructionFor.ts';

/** The blocks that may precede a passage, by the label that it is rewritten to. */
export interface ShotPool {
  readonly wanted: number;
  readonly blocks: Readonly<Record<string, readonly PromptBlock[]>>;
}

/**
 * SynthesizRR's in-context set in App. H's layouts, from which each prompt draws shots of its own
 * label.
 *
 * RetrICL shows pairs: a query's nearest passage, the instruction, and the query as if it had been
 * written from the passage. Non-RetrICL shows the seed texts alone, each after the answer's name.
 * @param inputs the passages to rewrite: their labels need shots
 * @throws BadInput if a label has no shot
 */
export function shotBlocks(
  { task, gold, note }: TextContext,
  { variant, shots, seedShots }: SynthesizrrSettings,
  sourced: Sourced,
  inputs: readonly Retrieved[],
): ShotPool {
  const prompts = task.prompts.synthesizrr;
  const wanted = { 'zero-shot': 0, retricl: shots, 'non-retricl': seedShots }[variant];
  if (wanted === 0) return { wanted, blocks: {} };
  const labels = new Set(inputs.map(({ query }) => query.label));
  const blocks: Record<string, PromptBlock[]> = Object.create(null);
  for (const label of labels) {
    if (variant === 'retricl') {
      blocks[label] = sourced.shots
        .filter(({ query }) => query.label === label)
        .map((shot) => pairBlock(task, shot));
      requirePairs(label, blocks[label].length);
    } else {
      const own = gold.seed.filter((row) => row.label === label);
      requireShots('SynthesizRR Non-RetrICL', label, own.length, 'Or set seedShots to 0');
      blocks[label] = own.map(({ text }) => textBlock(prompts, text));
    }
    const { length } = blocks[label];
    if (length < wanted) {
      note(
        `SynthesizRR ${variant}: ${length} shots of ${label} are there, ${wanted} were asked for.`,
      );
    }
  }
  return { wanted, blocks };
}

/** A passage, the instruction, and the text that retrieved it as if it had been written from it. */
export function pairBlock(task: TextTask, { passage, query }: Retrieved): PromptBlock {
  return passageBlock(task.prompts, passage.text, instructionFor(task, query.label), query.text);
}

/** A seed text alone, after the answer's name. */
export function textBlock(
  { prefix }: Pick<PromptSet['synthesizrr'], 'prefix'>,
  text: string,
): PromptBlock {
  return { asked: '', prefix, answer: text };
}

function requirePairs(label: string, found: number): void {
  if (found > 0) return;
  throw new NoYield(
    `SynthesizRR RetrICL: no pair of a passage and a seed text is left to show for the label ` +
      `${label}. Use the zero-shot variant, or give more seed examples.`,
  );
}
