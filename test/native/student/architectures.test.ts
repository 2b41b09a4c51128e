import { readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeBucket } from '../../../models/transformer/relativeBucket.ts';
import { type GoldenStep, openGoldenStep } from '../../fixtures/goldenStep.ts';

/** Made by test/fixtures/architectures.py and spanStep.py: a random small model of each family. */
const FOLDER = path.join(import.meta.dirname, '../../fixtures/architectures');
const FAMILIES = ['bert', 'roberta', 'distilbert', 'deberta-v2', 'modernbert'];
/** Other models among those that are there for labels only. */
const VARIANTS = ['deberta-v2-own', 'modernbert-biased'];

describe.each([
  ...[...FAMILIES, ...VARIANTS].map((family) => [family, 'labels'] as const),
  ...FAMILIES.map((family) => [family, 'answers'] as const),
])('%s trains for %s as it does in PyTorch', (family, head) => {
  let golden: GoldenStep;
  beforeAll(async () => {
    golden = await openGoldenStep(path.join(FOLDER, family), head);
  });
  afterAll(() => golden.close());

  it('in its logits', async () => {
    expect(await golden.logits()).toBeLessThan(1e-5);
  });

  it('in the gradient of every tensor', async () => {
    for (const [tensor, distance] of await golden.gradients()) {
      expect(distance, tensor).toBeLessThan(1e-4);
    }
  });

  it('in the losses of a hundred steps', async () => {
    const losses = await golden.losses();
    expect(losses.length).toBe(100);
    expect(Math.max(...losses)).toBeLessThan(1e-3);
    expect(golden.recordedLosses.at(-1)).toBeLessThan(0.02);
  });
});

it('puts distances into DeBERTa’s buckets as its own code does', () => {
  const published = { buckets: 256, longest: 512, sharesProjections: true, hasNorm: true };
  const golden = JSON.parse(readFileSync(path.join(FOLDER, 'buckets.json'), 'utf8')) as number[];
  const own = golden.map((_, i) => relativeBucket(i - 511, published));
  expect(own).toEqual(golden);
});
