import { expect, it } from 'vitest';
import { countShots } from '../../../../../electron/engine/steps/countShots.ts';
import { fitShots } from '../../../../../electron/engine/steps/fitShots.ts';
import { scriptedModels } from '../../../../fixtures/scriptedModels.ts';

const block = (words: number) => ({
  asked: Array.from({ length: words }, (_, i) => `w${i}`).join(' '),
  prefix: 'It says:',
  answer: 'yes',
});
const open = { block: { ...block(5), answer: '' }, name: 'the instruction', wayOut: 'Shorten it.' };
const answer = { maxTokens: 96, chat: false };

it('the shots that a context of 4096 words has no room for are counted, not told one by one', async () => {
  const hosts = scriptedModels();
  const shotCounts = countShots();
  const made = (recipe: string, shots: readonly number[]) =>
    fitShots({ hosts, shotCounts }, recipe, shots.map(block), open, answer);
  await made('SynthesizRR', [100, 100, 100]);
  expect(shotCounts.sentences()).toEqual([]);
  const { text } = await made('SynthesizRR', [1000, 2000, 3000, 100]);
  expect(text).toContain('w1999');
  expect(text).not.toContain('w2000');
  await made('SynthesizRR', [5000]);
  await made('FewGen', [100]);
  expect(shotCounts.sentences()).toEqual([
    'SynthesizRR: 2 of 3 prompts did not fit the teacher’s context with all their shots, so 3 of 8 shots ' +
      'were left out.',
  ]);
});

it('an instruction that does not fit by itself is refused', async () => {
  const ctx = { hosts: scriptedModels(), shotCounts: countShots() };
  const long = { ...open, block: { ...open.block, ...block(4200) } };
  await expect(fitShots(ctx, 'FewGen', [], long, answer)).rejects.toThrow('Shorten it.');
});
