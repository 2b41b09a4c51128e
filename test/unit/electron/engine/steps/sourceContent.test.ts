import { expect, it } from 'vitest';
import { recipes } from '../../../../../electron/contract/recipes/recipes.ts';
import type { GoldExample } from '../../../../../electron/engine/import/goldExample.ts';
import type { RunContext } from '../../../../../electron/engine/steps/context.ts';
import type { Passage } from '../../../../../electron/engine/steps/passage.ts';
import { sourceContent } from '../../../../../electron/engine/steps/sourceContent.ts';

const COSINES = [0.95, 0.8, 0.7, 0.6, 0.5, 0.3];
const passages = COSINES.map(
  (_, i) => ({ name: `p${i}`, text: `passage ${i}` }) as unknown as Passage,
);
const query: GoldExample = { text: 'a', label: 'a', split: 'seed', file: 'seed.jsonl', line: 1 };

/** The context of a run whose index has found all passages, at these cosines. */
function found(notes: string[]): RunContext {
  const neighbours = [COSINES.map((cosine, passage) => ({ passage, cosine }))];
  const ranking = { neighbours, recall: 1, queriesChecked: 1, ef: 100 };
  return {
    gold: { seed: [query], validation: [], test: [] },
    project: { path: () => 'index.hnsw' },
    models: { encoder: { identity: 'encoder' } },
    note: (text: string) => notes.push(text),
    run: {
      collect: async () => [new Float32Array(passages.length)],
      step: async () => ranking,
    },
  } as unknown as RunContext;
}

const source = async (settings: object, notes: string[] = []) => {
  const parsed = recipes.synthesizrr.schema.parse({
    kind: 'synthesizrr',
    variant: 'retricl',
    rows: 4,
    ...settings,
  });
  const { inputs, shots } = await sourceContent(found(notes), parsed, passages);
  return { inputs: inputs.map(({ score }) => score), shots: shots.map(({ score }) => score) };
};

it.each([
  // the 5th percentile of six is the lowest
  [{}, { inputs: [0.7, 0.6, 0.5, 0.3], shots: [0.8] }],
  [{ lowerCosine: 0.55 }, { inputs: [0.7, 0.6], shots: [0.8] }],
  [
    { lowerCosine: 0.4, lowerShotCosine: 0.85 },
    { inputs: [0.7, 0.6, 0.5], shots: [] },
  ],
  [
    { upperCosine: 1, lowerShotCosine: 0.9 },
    { inputs: [0.7, 0.6, 0.5, 0.3], shots: [0.95] },
  ],
])('keeps passages between the bounds, with shots between theirs: %j', async (settings, kept) => {
  expect(await source(settings)).toEqual(kept);
});

it('says which window it was', async () => {
  const notes: string[] = [];
  await source({}, notes);
  await source({ lowerCosine: 0.4, lowerShotCosine: 0.5 }, notes);
  expect(notes[0]).toContain('cosine window 0.300 to 0.9 (the lower bound is the 5th percentile');
  expect(notes[1]).toContain('cosine window 0.400 to 0.9, of examples from 0.5 (as set)');
});
