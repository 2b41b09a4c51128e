import { expect, it } from 'vitest';
import { recipes } from '../../../../../electron/contract/recipes/recipes.ts';
import { shotBlocks } from '../../../../../electron/engine/recipes/shotBlocks.ts';
import { requireYield } from '../../../../../electron/engine/steps/clean.ts';
import type { TextContext } from '../../../../../electron/engine/steps/context.ts';
import { drawInputs } from '../../../../../electron/engine/steps/drawInputs.ts';
import { NoYield } from '../../../../../electron/engine/steps/noYield.ts';
import type { Retrieved, Sourced } from '../../../../../electron/engine/steps/sourceContent.ts';
import { answerHead } from '../../../../../electron/engine/training/answerHead.ts';

const settings = recipes.synthesizrr.schema.parse({
  kind: 'synthesizrr',
  variant: 'retricl',
  rows: 4,
});
const ctx = { task: { prompts: { synthesizrr: {} } }, note() {} } as unknown as TextContext;
const lineage = { generation: 'one' };

it.each([
  [
    'rows that were nearly all dropped',
    () => requireYield('S3', [{ text: '', label: 'a', lineage, droppedBy: 'empty' }], ['a', 'b']),
  ],
  ['no question', () => answerHead.requireRows([], 's3/train')],
  ['no passage for a label', () => drawInputs(ctx, settings, [], ['a'])],
  [
    'no shot for a label',
    () => {
      const inputs = [{ query: { label: 'a' } }] as unknown as Retrieved[];
      shotBlocks(ctx, settings, { shots: [] } as unknown as Sourced, inputs);
    },
  ],
])('says of %s that they are of no use', (_, work) => {
  expect(work).toThrow(NoYield);
});
