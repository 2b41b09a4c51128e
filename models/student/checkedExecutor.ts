import { BadInput } from '../badInput.ts';
import type { Executor } from './executor.ts';

/**
 * An executor for a saved student, whose weights may be damaged without a value that is not a
 * number: large ones overflow only when they are multiplied.
 * @throws BadInput when its logits are not numbers
 */
export function checkedExecutor(executor: Executor): Executor {
  return {
    ...executor,
    async logits(weights, batch) {
      const logits = await executor.logits(weights, batch);
      if (logits.every(Number.isFinite)) return logits;
      throw new BadInput(
        'The student’s answers are not numbers, so its model.safetensors is damaged. Export it again, or train it anew.',
      );
    },
  };
}
