import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { EXPORTED, type ExportedStudent, exportStudents } from '../fixtures/exportedStudents.ts';
import { publishedFamilies } from '../fixtures/publishedFamilies.ts';

const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';
const SCRIPT = path.join(import.meta.dirname, '../fixtures/exportedStudents.py');
/** The folder of each major version, where it is not the one that Python has. */
const TRANSFORMERS = { 5: undefined, 4: process.env.STILLROOM_TRANSFORMERS_4 };
const VERSIONS = Object.keys(TRANSFORMERS).map(Number);
const TRANSFORMERS_JS = process.env.STILLROOM_TRANSFORMERS_JS;
const SCRIPT_JS = path.join(import.meta.dirname, '../fixtures/exportedStudents.mjs');

type Probabilities = readonly (readonly number[])[];
interface Read {
  readonly ids: readonly (readonly number[])[];
  readonly maxLength: number;
  readonly onnx: Probabilities;
  readonly quantized: Probabilities;
  readonly pipeline: Probabilities | null;
}

/** Scores of each text by label, of `model.onnx` and of `model_quantized.onnx`. */
type ReadByJs = Readonly<Record<'fp32' | 'q8', readonly Readonly<Record<string, number>>[]>>;

/** The text that is longer than the student reads. */
const CUT = EXPORTED.texts.findIndex((text) => text.length > 200);

let root: string;
let students: Record<string, ExportedStudent>;
/** By the major version of transformers. */
const read: Record<number, Record<string, Read>> = {};
let readByJs: Record<string, ReadByJs> | undefined;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-exported-'));
  students = await exportStudents(root);
  const folders = Object.fromEntries(
    Object.entries(students).map(([name, { folder }]) => [name, folder]),
  );
  const asked = path.join(root, 'asked.json');
  writeFileSync(asked, JSON.stringify({ ...EXPORTED, folders }));
  const options = { encoding: 'utf8', env: { ...process.env, HF_HUB_OFFLINE: '1' } } as const;
  for (const [version, packages] of Object.entries(TRANSFORMERS)) {
    const PYTHONPATH = [packages, process.env.PYTHONPATH].filter(Boolean).join(path.delimiter);
    const env = { ...options.env, PYTHONPATH };
    read[Number(version)] = JSON.parse(execFileSync(PYTHON, [SCRIPT, asked], { ...options, env }));
  }
  if (!TRANSFORMERS_JS) return;
  // it cuts a text otherwise, see docs/export.md
  const uncut = EXPORTED.texts.filter((_, i) => i !== CUT);
  const askedOfJs = path.join(root, 'askedOfJs.json');
  writeFileSync(askedOfJs, JSON.stringify({ texts: uncut, folders }));
  readByJs = JSON.parse(
    execFileSync(process.execPath, [SCRIPT_JS, TRANSFORMERS_JS, askedOfJs], options),
  );
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

describe.each(Object.keys(publishedFamilies))('%s, in Python', (name) => {
  it.each(VERSIONS)('has the ids that the student was trained on, transformers %i', (version) => {
    const { ids, maxLength } = read[version]![name]!;
    expect(ids).toEqual(students[name]!.ids);
    expect(maxLength).toBe(EXPORTED.maxLength);
    expect(ids[1]).toHaveLength(EXPORTED.maxLength);
  });

  it.each(VERSIONS)('gives the scores of `stillroom predict`, transformers %i', (version) => {
    const { probabilities } = students[name]!.predictions;
    const { onnx, pipeline, quantized } = read[version]![name]!;
    expect(probabilities[0]).not.toEqual(probabilities[2]);
    for (const [i, row] of probabilities.entries()) {
      for (const [c, expected] of row.entries()) {
        expect(onnx[i]![c]).toBeCloseTo(expected, 5);
        if (pipeline) expect(pipeline[i]![c]).toBeCloseTo(expected, 4);
      }
    }
    expect(quantized).toHaveLength(probabilities.length);
  });

  it('says nothing of what its base was used for', () => {
    const file = path.join(students[name]!.folder, 'config.json');
    const config = JSON.parse(readFileSync(file, 'utf8'));
    expect(config).toMatchObject({
      problem_type: 'single_label_classification',
      id2label: { 0: 'negative', 1: 'positive' },
      label2id: { negative: 0, positive: 1 },
    });
    for (const field of [
      'finetuning_task',
      'torch_dtype',
      'calibration_temperature',
      'num_labels',
    ]) {
      expect(config).not.toHaveProperty(field);
    }
  });
});

describe.runIf(TRANSFORMERS_JS).each(Object.keys(publishedFamilies))(
  '%s, in Transformers.js',
  (name) => {
    it('gives the scores of `stillroom predict`, and in eight bits those of Python', () => {
      const { probabilities } = students[name]!.predictions;
      const { quantized } = read[5]![name]!;
      const { fp32, q8 } = readByJs![name]!;
      const texts = EXPORTED.texts.flatMap((_, i) => (i === CUT ? [] : [i]));
      for (const [at, i] of texts.entries()) {
        for (const [c, label] of EXPORTED.labels.entries()) {
          expect(fp32[at]![label]).toBeCloseTo(probabilities[i]![c]!, 4);
          expect(q8[at]![label]).toBeCloseTo(quantized[i]![c]!, 4);
        }
      }
    });
  },
);

it('a cased student’s tokens keep case and accents', () => {
  const { folder, ids } = students['BERT, cased']!;
  const { model } = JSON.parse(readFileSync(path.join(folder, 'tokenizer.json'), 'utf8'));
  const words = Object.fromEntries(Object.entries(model.vocab).map(([word, id]) => [id, word]));
  expect(ids[0]!.map((id) => words[id])).toEqual([
    '[CLS]',
    'Baban',
    'badil',
    'É',
    '##é',
    'good',
    '[SEP]',
  ]);
});
