import type { StepGradients } from './adamW.ts';
import { sumWordRows } from './sumWordRows.ts';

/**
 * Scales gradients down, in place, so that their joint norm is at most `most`, as PyTorch's
 * `clip_grad_norm_` does; a word's gradient is the sum of its rows.
 * @returns the norm before clipping
 */
export function clipGradients({ dense, wordRows, ids }: StepGradients, most: number): number {
  const words = sumWordRows(wordRows, ids, wordRows.length / ids.length);
  let squares = 0;
  for (const gradient of [...dense.values(), ...words.values()]) {
    for (let i = 0; i < gradient.length; i++) squares += gradient[i]! ** 2;
  }
  const norm = Math.sqrt(squares);
  const scale = most / (norm + 1e-6);
  if (scale >= 1) return norm;
  for (const gradient of [...dense.values(), wordRows]) {
    for (let i = 0; i < gradient.length; i++) gradient[i] = gradient[i]! * scale;
  }
  return norm;
}
