import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import { CONTEXT_SIZE } from '../runtime/teacherPool.ts';
import { layoutPrompt, type PromptBlock, rawBlock } from '../steps/layoutPrompt.ts';
import { asksInChat } from './asksInChat.ts';
import { instructionFor, passageBlock } from './instructionFor.ts';
import type { PromptMaterial, TypicalCall } from './recipe.ts';
import { textBlock } from './shotBlocks.ts';

/** Approximate letters per token, for lengths that are needed before the teacher is loaded. */
export const LETTERS_PER_TOKEN = 4;

/**
 * Half of a teacher's context: shots that do not fit are left out, and some texts have short
 * tokens.
 */
const MOST_LETTERS = (CONTEXT_SIZE * LETTERS_PER_TOKEN) / 2;

/** Shots of equal length before other blocks, as many as are wanted and fit. */
export function shotsThatFit(
  wanted: number,
  shot: PromptBlock,
  others: readonly PromptBlock[],
): PromptBlock[] {
  const letters = (block: PromptBlock) => rawBlock(block).length;
  const taken = others.reduce((sum, block) => sum + letters(block), 0);
  const room = Math.max(0, Math.floor((MOST_LETTERS - taken) / letters(shot)));
  return Array.from({ length: Math.min(wanted, room) }, () => shot);
}

/**
 * A rewriting prompt with the length that a recipe's prompts have.
 * @param shown the number of (passage, text) pairs before it, or of texts alone
 */
export function typicalRewrite(
  shown: { readonly pairs: number; readonly texts: number },
  { temperature, topP, frame }: Pick<SynthesizrrSettings, 'temperature' | 'topP' | 'frame'>,
  { task, example, passages, teacher }: PromptMaterial,
): TypicalCall | null {
  if (task.kind !== 'text-classification') return null;
  const { synthesizrr } = task.prompts;
  const instruction = instructionFor(task, example.label);
  const block = (i: number, answer = '') =>
    passageBlock(task.prompts, passages[i % passages.length]!, instruction, answer);
  const pairs = Array.from({ length: shown.pairs }, (_, i) => block(i, example.text));
  const open = block(shown.pairs);
  const texts = shotsThatFit(shown.texts, textBlock(synthesizrr, example.text), [...pairs, open]);
  const { maxTokens, stop } = synthesizrr;
  return {
    prompt: layoutPrompt([...texts, ...pairs], open, asksInChat({ frame }, teacher)),
    sampling: { temperature, topP, maxTokens, stop },
  };
}
