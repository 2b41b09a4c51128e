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
