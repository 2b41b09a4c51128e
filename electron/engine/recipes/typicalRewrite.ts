import { CONTEXT_SIZE } from '../runtime/hosts.ts';
import { instructionFor, passageBlock } from './instructionFor.ts';
import type { PromptMaterial, TypicalCall } from './recipe.ts';

/** Approximate letters per token, for lengths that are needed before the teacher is loaded. */
export const LETTERS_PER_TOKEN = 4;

/**
 * Half of a teacher's context: shots that do not fit are left out, and some texts have short
 * tokens.
 */
const MOST_LETTERS = (CONTEXT_SIZE * LETTERS_PER_TOKEN) / 2;

/** Shots of equal length before an open block, as many as are wanted and fit. */
export function behindShots(wanted: number, shot: string, open: string): string {
  const room = Math.max(0, Math.floor((MOST_LETTERS - open.length) / shot.length));
  const shots = Array.from({ length: Math.min(wanted, room) }, () => shot);
  return [...shots, open].join('\n\n');
}

/**
 * A rewriting prompt with the length that a recipe's prompts have.
 * @param shown the number of (passage, text) pairs before it, or of texts alone
 */
export function typicalRewrite(
  shown: { readonly pairs: number; readonly texts: number },
  { temperature, topP }: { readonly temperature: number; readonly topP: number },
  { task, example, passages }: PromptMaterial,
): TypicalCall | null {
  if (task.kind !== 'text-classification') return null;
  const { synthesizrr } = task.prompts;
  const instruction = instructionFor(task, example.label);
  const blocks = Array.from({ length: shown.pairs + 1 }, (_, i) => {
    const answer = i < shown.pairs ? example.text : '';
    return passageBlock(synthesizrr, passages[i % passages.length]!, instruction, answer);
  });
  const shot = `${synthesizrr.prefix}: ${example.text}`;
  const { maxTokens, stop } = synthesizrr;
  return {
    prompt: { text: behindShots(shown.texts, shot, blocks.join('\n\n')), chat: false },
    sampling: { temperature, topP, maxTokens, stop },
  };
}
