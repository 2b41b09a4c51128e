import { expect, test } from 'vitest';
import { labelNames } from '../../../../../electron/contract/labelNames.ts';
import { readExperiment } from '../../../../../electron/engine/experiment/readExperiment.ts';
import { loadTask, type TextTask } from '../../../../../electron/engine/steps/context.ts';
import { fileWith, refusalOf } from '../import/files.ts';

/** Reads an experiment with these lines of labels. */
const read = (lines: string) =>
  readExperiment(
    fileWith(
      'films.yaml',
      `project: films.stillroom
task:
  kind: text-classification
  labels:
${lines}
gold:
  seed: { file: seed.csv, text: text, label: label }
  validation: { file: validation.csv, text: text, label: label }
  test: { file: test.csv, text: text, label: label }
teacher: smollm2-135m-instruct
student: { model: all-minilm-l6-v2 }
recipes: [{ kind: s3, rows: 300 }]
`,
    ),
  );

test('labels are the words of the file, in its order', () => {
  const written = [
    '007: spies',
    '10: ten',
    '9: nine',
    '-1: below',
    '1.0: one',
    '1: whole',
    'true: right',
    'null: nothing',
    '0x1F: hexadecimal',
    '1_000: many',
    '2020-01-01: a day',
    '"quoted: yes": in quotes',
    "'005': five",
    '__proto__: a word of JavaScript',
    'constructor: another',
    'toString: a third',
    '👍: approval',
    `${'long'.repeat(75)}: three hundred characters`,
  ];
  const lines = written.map((line) => `    ${line}\n`).join('');
  const names = written.map((line) =>
    line.slice(0, line.lastIndexOf(': ')).replace(/^["']|["']$/g, ''),
  );
  expect(labelNames(read(lines).experiment.task)).toEqual(names);
  expect(loadTask(read(lines).experiment.task).labels).toEqual(names);
  const { prompts } = loadTask({ ...read(lines).experiment.task, prompts: 'generic' }) as TextTask;
  for (const name of names) expect(prompts.classify.verbalizers[name]).toBeTypeOf('string');
});

test('five hundred labels keep their order', () => {
  const names = Array.from({ length: 500 }, (_, i) => String(500 - i));
  const lines = names.map((name) => `    ${name}: the number ${name}\n`).join('');
  expect(labelNames(read(lines).experiment.task)).toEqual(names);
});

test('a label typed in several code points is the same label', () => {
  const typed = `    ${'féroce'.normalize('NFD')}: what\n    bad: other\n`;
  expect(labelNames(read(typed).experiment.task)).toEqual(['féroce'.normalize('NFC'), 'bad']);
  expect(refusalOf(() => read('    e\u0301: one\n    \u00e9: other'))).toContain(
    'another label has this name; rename one of them',
  );
});
