import { expect, test } from 'vitest';
import { experimentSchema } from '../../../../../electron/contract/experiment.ts';
import { checkInputs } from '../../../../../electron/engine/run/checkInputs.ts';
import { loadTask } from '../../../../../electron/engine/steps/context.ts';
import { fileWith, jsonl, refusalOf } from '../import/files.ts';

function check(recipe: object, hasChatTemplate: boolean): void {
  const part = (name: string) => ({
    file: fileWith(
      `${name}.jsonl`,
      jsonl(['a', 'b'].map((label) => ({ text: `${name} ${label}`, label }))),
    ),
    text: 'text',
    label: 'label',
  });
  const experiment = experimentSchema.parse({
    project: 'p.stillroom',
    task: { kind: 'text-classification', labels: { a: 'one', b: 'other' }, prompts: 'generic' },
    teacher: 'base-model',
    student: { model: 'tiny' },
    gold: { seed: part('seed'), validation: part('validation'), test: part('test') },
    recipes: [{ rows: 2, ...recipe }],
  });
  checkInputs({
    experiment,
    task: loadTask(experiment.task),
    teacher: { name: 'base-model', hasChatTemplate },
  });
}

test('a chat with a teacher that has no template is refused, naming the setting', () => {
  const recipe = { kind: 'fewgen', shots: 0, frame: 'chat' };
  expect(refusalOf(() => check(recipe, false))).toBe(
    'recipes: fewgen is to ask in a chat (frame: chat), and the file of base-model has no chat ' +
      'template. Set frame to auto or raw, or choose an instruct model.',
  );
  check(recipe, true);
});

test.each(['auto', 'raw'])('frame: %s needs no template', (frame) => {
  check({ kind: 'fewgen', shots: 0, frame }, false);
});

test.each([
  [{ kind: 'fewgen', rows: 20, shots: 0, verbalized: 5 }, 'verbalized'],
  [{ kind: 'attrprompt', rows: 20, verbalized: 5 }, 'verbalized'],
  [{ kind: 's3', verbalized: 5 }, 'verbalized'],
  [{ kind: 'fewgen', shots: 0, refine: 'on' }, 'refine'],
  [{ kind: 'zerogen', refine: 'on' }, 'refine'],
])('%o needs a chat, and without a template it is refused', (recipe, setting) => {
  expect(refusalOf(() => check(recipe, false))).toMatch(
    new RegExp(
      `^recipes: ${recipe.kind} is to .*${setting}.*, and the file of base-model has no chat template\\. Leave ${setting} out, or choose an instruct model\\.$`,
    ),
  );
  check(recipe, true);
});

test.each([
  [
    { verbalized: 5, frame: 'raw' },
    'recipes: fewgen is to write 5 texts in an answer (verbalized), for which it asks in a chat, and frame is raw. Leave one of the two out.',
  ],
  [
    { refine: 'on', frame: 'chat' },
    'recipes: fewgen is to refine its drafts in a chat (refine: on), and drafts are raw text, which frame: chat contradicts. Leave frame out.',
  ],
  [
    { refine: 'on', verbalized: 5 },
    'recipes: fewgen has both verbalized and refine, and a draft is raw text, which holds no several texts. Leave one of the two out.',
  ],
])('%o contradict each other', (settings, refusal) => {
  expect(refusalOf(() => check({ kind: 'fewgen', shots: 0, ...settings }, true))).toBe(refusal);
});
