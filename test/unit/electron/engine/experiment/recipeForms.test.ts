import { expect, test } from 'vitest';
import type { TaskKind } from '../../../../../electron/contract/taskKinds.ts';
import { recipeForms, studentForm } from '../../../../../electron/engine/experiment/recipeForms.ts';

const fieldsOf = (paperName: string) =>
  recipeForms().find((form) => form.paperName === paperName)!.fields;

test.each([
  ['SynthesizRR RetrICL', 'shots', 'seedShots'],
  ['SynthesizRR Non-RetrICL', 'seedShots', 'shots'],
])('%s has its own number of shots', (paperName, own, other) => {
  const names = fieldsOf(paperName).map(({ name }) => name);
  expect(names).toContain(own);
  expect(names).not.toContain(other);
  expect(names).not.toContain('variant');
});

test('zero-shot has none, FewGen may have none', () => {
  const names = fieldsOf('SynthesizRR zero-shot').map(({ name }) => name);
  expect(names.filter((name) => /shots/i.test(name))).toEqual([]);
  const shots = fieldsOf('FewGen').find(({ name }) => name === 'shots');
  expect(shots).toMatchObject({ default: 32, min: 0, options: null });
});

test('a choice says what there is to choose from, and its default is one of them', () => {
  const choices = recipeForms().flatMap(({ fields }) => fields.filter(({ options }) => options));
  expect(new Set(choices.map(({ name }) => name))).toEqual(
    new Set([
      'retrieval',
      'labelDistribution',
      'frame',
      'refine',
      'listedBy',
      'until',
      'errorsOf',
      'errorsEpoch',
      'contrast',
      'use',
      'add',
      'targets',
      'filter',
    ]),
  );
  for (const field of choices) expect(field.options).toContain(field.default);
});

test('a setting that only some kinds of task know is in their forms alone', () => {
  const s3 = (task: TaskKind) => recipeForms(task)[0]!.fields.map(({ name }) => name);
  const student = (task: TaskKind) => studentForm(task).map(({ name }) => name);
  expect(s3('text-classification')).toContain('rationales');
  expect(s3('text-classification')).not.toContain('lowF1');
  expect(s3('extractive-qa')).toContain('lowF1');
  expect(s3('extractive-qa')).not.toContain('rationales');
  expect(student('text-pair-classification')).not.toContain('stride');
  expect(student('extractive-qa')).toContain('stride');
  expect(student('text-pair-classification')).toContain('curves');
  expect(student('extractive-qa')).not.toContain('curves');
});

test("a student's form has the settings that are one value, and no place for a grid's lists", () => {
  for (const task of [
    'text-classification',
    'text-pair-classification',
    'extractive-qa',
  ] as const) {
    const fields = studentForm(task);
    expect(fields.map(({ name }) => name)).not.toContain('grid');
    for (const field of fields) expect(field.default, field.name).not.toBeNull();
  }
});

test('every form has the rows to ask for, and a source for each default', () => {
  for (const { paperName, fields } of recipeForms()) {
    expect(fields[0]?.name, paperName).toBe('rows');
    for (const field of fields) {
      if (field.default !== null) expect(field.source, `${paperName} ${field.name}`).toMatch(/\S/);
    }
  }
});
