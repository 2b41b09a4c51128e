import { LOGIT_WEIGHTS } from './classificationHead.ts';
import type { Weights } from './weights.ts';

/**
 * Divides a student's logits by its temperature once and for all, in the last layer of its head, so
 * that the softmax of any other program gives the calibrated confidence.
 * @param weights changed in place
 */
export function foldTemperature({ views }: Weights, temperature: number): void {
  for (const [name, { data }] of views) {
    if (!LOGIT_WEIGHTS.test(name)) continue;
    for (let i = 0; i < data.length; i++) data[i] = data[i]! / temperature;
  }
}
