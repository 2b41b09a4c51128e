import { existsSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { openModelStore } from '../../../../models/catalog/modelStore.ts';
import { tinyGguf, tinySafetensors } from '../../models/catalog/tinyFiles.ts';
import { fileWith, jsonl } from '../engine/import/files.ts';
import { commandLine } from './commandLine.ts';

const EXPERIMENT = `project: films.stillroom
task:
  kind: text-classification
  labels: { pos: what was liked, neg: what was disliked }
gold:
  seed: { file: seed.jsonl, text: text, label: label }
  validation: { file: validation.jsonl, text: text, label: label }
  test: { file: test.jsonl, text: text, label: label }
teacher: my-teacher
encoder: my-encoder
student: { model: my-encoder }
recipes:
  - { kind: s3, rows: 4 }
`;

/** Runs a changed experiment; nothing may come of it but a sentence. */
async function refused(from: string, to: string, args: readonly string[] = []) {
  const { folder, file, run } = commandLine();
  expect(EXPERIMENT).toContain(from);
  const { code, stdout, stderr } = await run(
    'run',
    file('films.yaml', EXPERIMENT.replace(from, to)),
    ...args,
  );
  expect(code).toBe(2);
  expect(stdout).toBe('');
  expect(stderr).not.toMatch(/^ +at /m); // no stack
  expect(existsSync(path.join(folder, 'films.stillroom'))).toBe(false);
  return stderr;
}

test('an experiment with faults: line, field and what was expected, all of them', async () => {
  const stderr = await refused(
    '{ model: my-encoder }',
    '{ model: my-encoder, epochs: six, lr: 1 }',
    ['--json'],
  );
  expect(stderr).toContain(
    'films.yaml, line 11, field student.epochs: expected a number, found "six".\n',
  );
  expect(stderr).toContain(
    'films.yaml, line 11, field student.lr: there is no such field; known here: model,',
  );
});

test('a model name that nobody knows', async () => {
  const stderr = await refused('my-teacher', 'smollm2-135m-instuct');
  expect(stderr).toMatch(
    /There is no model 'smollm2-135m-instuct'\. Did you mean smollm2-135m-instruct\?/,
  );
  expect(stderr).toContain('task.prompts: "generic" (ours)'); // defaults are told first
});

test('a model that is not on this computer: how to get it', async () => {
  const stderr = await refused('my-teacher', 'smollm2-135m-instruct', ['--json']);
  expect(stderr).toContain('`stillroom models get smollm2-135m-instruct` fetches it');
});

test('a prompt set that is not there', async () => {
  const stderr = await refused('  labels', '  prompts: imbd\n  labels');
  expect(stderr).toContain(
    'there is no prompt set imbd. Choose one of: ag-news, category, generic, humor, hyperpartisan, imdb, polarity, sst2, toi-headlines.',
  );
});

test('an experiment file that is not there', async () => {
  const { run } = commandLine();
  const { code, stdout, stderr } = await run('run', 'gone.yaml', '--json');
  expect([code, stdout, stderr]).toEqual([2, '', 'gone.yaml does not exist.\n']);
});

/** A store with a teacher and an encoder that have nothing but their headers. */
async function withModels() {
  const line = commandLine();
  line.file('t.gguf', tinyGguf());
  for (const [name, content] of [
    ['config.json', '{}'],
    ['model.safetensors', tinySafetensors()],
    ['tokenizer.json', '{}'],
  ] as const) {
    fileWith(path.join('encoder', name), content, line.folder);
  }
  const store = openModelStore({ folder: path.join(line.folder, 'models') });
  await store.add('my-teacher', path.join(line.folder, 't.gguf'));
  await store.add('my-encoder', path.join(line.folder, 'encoder'));
  for (const split of ['seed', 'validation', 'test']) {
    const rows = ['pos', 'neg'].map((label) => ({ text: `${label} ${split}`, label }));
    line.file(`${split}.jsonl`, jsonl(rows));
  }
  return line;
}

test('gold, corpus and recipes are checked before the project is made', async () => {
  const { folder, file, run } = await withModels();
  const complaint = async (experiment: string) => {
    const { code, stdout, stderr } = await run('run', file('films.yaml', experiment), '--json');
    expect([code, stdout]).toEqual([2, '']);
    expect(existsSync(path.join(folder, 'films.stillroom'))).toBe(false);
    return stderr;
  };
  const rewriting = ['synthesizrr, variant: zero-shot', 'hybrid', 'teacherLabels', 'llkd'];
  for (const recipe of rewriting) {
    const [kind] = recipe.split(',');
    expect(await complaint(`${EXPERIMENT}  - { kind: ${recipe}, rows: 4 }\n`)).toContain(
      `corpus: ${kind} needs documents, and the experiment names none.`,
    );
  }
  const twice = `${EXPERIMENT}  - { kind: s3, rows: 9 }\n`;
  expect(await complaint(twice)).toContain('recipes: s3 is there twice');
  expect(await complaint(EXPERIMENT.replace('seed.jsonl', 'test.jsonl'))).toContain(
    'may be in one split only',
  );
  file('seed.jsonl', jsonl([{ text: 'x', label: 'good' }]));
  expect(await complaint(EXPERIMENT)).toContain(
    `${path.join(folder, 'seed.jsonl')}, line 1: the label "good"`,
  );
});

test('a wrong command, argument or option is bad input too', async () => {
  const { run } = commandLine();
  for (const args of [['distil'], ['run'], ['models', 'get']]) {
    const { code, stdout, stderr } = await run(...args);
    expect([code, stdout], args.join(' ')).toEqual([2, '']);
    expect(stderr).toMatch(/^error: /);
  }
  const help = await run('--help');
  expect(help.code).toBe(0);
  expect(help.stdout).toContain('stillroom');
});
