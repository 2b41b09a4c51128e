import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { modelFiles } from '../../electron/engine/runtime/hosts.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openEncoder } from '../../models/encoder/encoder.ts';

interface Golden {
  readonly text: string;
  readonly embedding: readonly number[];
}

// made by test/fixtures/encoderGolden.py
const golden = JSON.parse(
  readFileSync(new URL('../fixtures/encoderGolden.json', import.meta.url), 'utf8'),
) as Golden[];

it('embeds as PyTorch does, in any batch', async () => {
  const model = await openModelStore().require('all-minilm-l6-v2', 'encoder');
  const encoder = await openEncoder(modelFiles(model), { threads: 2 });
  const together = await encoder.embed(golden.map(({ text }) => text));
  for (const [row, { text, embedding }] of golden.entries()) {
    const alone = await encoder.embed([text]);
    for (const [axis, value] of embedding.entries()) {
      expect(Math.abs(alone[axis]! - value)).toBeLessThan(1e-5);
      expect(Math.abs(together[row * encoder.dimension + axis]! - value)).toBeLessThan(1e-5);
    }
  }
});
