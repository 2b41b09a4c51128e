import { expect, it } from 'vitest';
import type { GoldExample } from '../../../../../electron/engine/import/goldExample.ts';
import { withoutHeld } from '../../../../../electron/engine/recipes/outOfFold.ts';
import { type Example, writtenFrom } from '../../../../../electron/engine/steps/example.ts';

const gold = (split: 'seed' | 'validation', line: number): GoldExample => ({
  split,
  text: `text ${line}`,
  label: 'good',
  file: `/films/${split}.jsonl`,
  line,
});

it('leaves out the rows that were written from a held-out label: as an error, a query or a context', () => {
  const row = (lineage: Partial<Example['lineage']>): Example => ({
    text: JSON.stringify(lineage),
    label: 'good',
    lineage: { generation: 'g', ...lineage },
    droppedBy: null,
  });
  const own = 'validation:validation.jsonl:3';
  const others = [
    row({}),
    row({ error: 'validation:validation.jsonl:4' }),
    row({ query: 'seed:seed.jsonl:3' }),
  ];
  const written = [row({ error: own }), row({ query: own }), row({ contextOf: own })];
  expect(withoutHeld([...written, ...others], [gold('validation', 3)], writtenFrom)).toEqual(
    others,
  );
});
