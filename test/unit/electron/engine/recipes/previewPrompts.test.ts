import { expect, test } from 'vitest';
import { draftSchema } from '../../../../../electron/contract/draft.ts';
import { recipeSchema } from '../../../../../electron/contract/recipes/recipes.ts';
import { taskSchema } from '../../../../../electron/contract/taskSchema.ts';
import { previewPrompts } from '../../../../../electron/engine/recipes/previewPrompts.ts';
import { recipeOf } from '../../../../../electron/engine/recipes/recipes.ts';
import { loadTask } from '../../../../../electron/engine/steps/context.ts';

const labels = { positive: 'praise', negative: 'blame' };
const task = { kind: 'text-classification', labels, prompts: 'sst2' } as const;
const example = {
  split: 'seed',
  text: 'Slow boats.',
  label: 'positive',
  file: 'seed.jsonl',
  line: 1,
} as const;

const NAMES = ['synthesizrr.instruction', 'fewgen.instruction'];
const IN_CHAT = 'Write it as the reviewer, in the first person. Reply with the review only.';

test.each([true, false])('previews show what the teacher gets; a template: %s', (has) => {
  const part = { file: 'gold.jsonl', text: 'text', label: 'label' };
  const draft = draftSchema.parse({
    task,
    gold: { seed: part, validation: part, test: part },
    teacher: 'tiny',
    student: { model: 'tiny' },
  });
  const previews = previewPrompts(draft, [example], [], { hasChatTemplate: has });
  const written = previews.filter(({ name }) => NAMES.includes(name));
  expect(written).toHaveLength(2);
  for (const { chat, text, template } of written) {
    expect(chat).toBe(has);
    expect(text.endsWith(has ? IN_CHAT : '\nReview:')).toBe(true);
    expect(template).not.toContain(IN_CHAT);
  }
  // the yardstick and the labelling of passages read log-probabilities, which need no chat
  const read = previews.filter(({ name }) => name.startsWith('classify.'));
  expect(new Set(read.map(({ chat }) => chat))).toEqual(new Set([false]));
});

test('the call that an estimate measures for ProGen shows as many rows as its calls on average', () => {
  const recipe = recipeSchema.parse({ kind: 'progen', rows: 200, shots: 6 });
  const material = { task: loadTask(taskSchema.parse(task)), example, passages: [] };
  const call = recipeOf(recipe).typicalCall(recipe, {
    ...material,
    teacher: { hasChatTemplate: true },
  })!;
  expect(call.prompt.text.split('A review of a movie: "Slow boats."\n\n')).toHaveLength(4);
  expect(call.prompt.text.endsWith(' is: "')).toBe(true);
  expect(call.prompt.chat).toBe(false);
});

test.each([
  [{ kind: 'synthesizrr', variant: 'zero-shot' }, 0],
  [{ kind: 'synthesizrr', variant: 'retricl', shots: 2 }, 4],
  [{ kind: 'synthesizrr', variant: 'non-retricl', seedShots: 2 }, 0],
  [{ kind: 'hybrid', shots: 2 }, 4],
  [{ kind: 'fewgen', shots: 2 }, 4],
])('the call that an estimate measures has the recipe’s frame: %j', (settings, turns) => {
  const passages = ['Boats.', 'Trains.'];
  const callOf = (frame: string, hasChatTemplate: boolean) => {
    const recipe = recipeSchema.parse({ rows: 4, frame, ...settings });
    const material = { task: loadTask(taskSchema.parse(task)), example, passages };
    return recipeOf(recipe).typicalCall(recipe, { ...material, teacher: { hasChatTemplate } })!;
  };
  const { prompt } = callOf('auto', true);
  expect(prompt.chat).toBe(true);
  expect(prompt.turns ?? []).toHaveLength(turns);
  for (const raw of [callOf('raw', true), callOf('auto', false)]) {
    expect(raw.prompt.chat).toBe(false);
    expect(raw.prompt.text.endsWith('\nReview:')).toBe(true);
  }
});
