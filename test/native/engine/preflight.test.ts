import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { runCli } from '../../fixtures/cli.ts';
import { SMALL, writePublishedModel } from '../../fixtures/publishedModel.ts';
import { wordPiece } from '../../fixtures/publishedTokenizers.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';

const RAISES =
  "{% if messages[0].role != 'system' %}{{ raise_exception('First a word of the house') }}{% endif %}{{ messages[-1].content }}";

let root: string;
let models: string;
beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-preflight-'));
  models = await makeTinyModels(root);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const add = (name: string, file: string) => runCli(['models', 'add', name, file], models);
const isKnown = async (name: string) =>
  (await openModelStore({ folder: models, env: {} }).list()).some((model) => model.name === name);

it('a run is checked without doing any of it', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(root, 'fine'));
  const { code, out } = await runCli(['run', experiment, '--check'], models);
  const lines = out.trim().split('\n');
  const found = lines.map((line) => line.split(/\s+/).slice(0, 2).join(' '));
  // how much memory is free is the machine's affair
  expect(found.filter((line) => !line.endsWith('memory'))).toEqual(
    ['labels', 'gold', 'disk', 'teacher', 'encoder', 'student'].map((what) => `passed ${what}`),
  );
  expect(found).toHaveLength(7);
  expect(code).toBe(0);
  expect(existsSync(project)).toBe(false);
  const { out: json } = await runCli(['run', experiment, '--check', '--json'], models);
  expect(JSON.parse(json)[4]).toEqual({
    subject: 'teacher',
    state: 'passed',
    sentence: 'tiny-teacher is loaded, and its chat template is filled in for a row of each label.',
  });
});

it('a base model is opened too, and one that no recipe uses is said', async () => {
  const checked = async (recipe: string) => {
    const { experiment } = makeTinyExperiment(path.join(root, 'based'), {
      recipes: [recipe],
      more: 'base: tiny-quoter',
    });
    const { code, out } = await runCli(['run', experiment, '--check', '--json'], models);
    expect(code).toBe(0);
    const checks = JSON.parse(out) as { subject: string; state: string; sentence: string }[];
    const memory = checks.find(({ subject }) => subject === 'memory')!;
    expect(memory.sentence).toContain('the base model, in its place, needs ');
    return checks.find(({ subject }) => subject === 'base');
  };
  expect(await checked('{ kind: fewgen, rows: 8, shots: 2, refine: on }')).toMatchObject({
    state: 'passed',
    sentence: 'tiny-quoter is loaded, and continues texts for a draft of each label.',
  });
  expect(await checked('{ kind: fewgen, rows: 8, shots: 2 }')).toMatchObject({
    state: 'warning',
    sentence:
      'tiny-quoter is named as base, and no recipe lets it write drafts. Set refine: on for a recipe, or leave base out.',
  });
});

it('a template that refuses ends a run before any work, in its own words', async () => {
  const file = path.join(root, 'raises.gguf');
  writeTinyTeacher(file, [], { template: RAISES });
  const added = await add('raises', file);
  expect(added.code).toBe(0);
  expect(added.err).toContain('Not for chats.');
  expect(added.err).toContain('First a word of the house');
  const { experiment, project } = makeTinyExperiment(path.join(root, 'raising'));
  const text = readFileSync(experiment, 'utf8').replace('tiny-teacher', 'raises');
  writeFileSync(experiment, text);
  const { code, err } = await runCli(['run', experiment], models);
  expect(code).toBe(2);
  expect(err).toContain(`${file}: its chat template refuses a user’s turn, in its own words`);
  expect(err).toContain('“First a word of the house”');
  expect(existsSync(project)).toBe(false);
  const check = await runCli(['run', experiment, '--check'], models);
  expect(check.code).toBe(2);
  expect(check.out).toMatch(/^REFUSED {2}teacher .*First a word of the house/m);
  expect(check.out).toMatch(/^passed {3}student/m);
});

it('labels without a text, and fewer rows than labels, are named with what would do', async () => {
  const { experiment } = makeTinyExperiment(path.join(root, 'labels'), {
    recipes: ['{ kind: zerogen, rows: 1 }'],
  });
  const folder = path.dirname(experiment);
  const lines = readFileSync(path.join(folder, 'train.jsonl'), 'utf8').split('\n');
  const seed = lines.slice(0, 20);
  writeFileSync(path.join(folder, 'seed.jsonl'), seed.join('\n'));
  writeFileSync(path.join(folder, 'validation.jsonl'), lines.slice(20).join('\n'));
  const text = readFileSync(experiment, 'utf8')
    .replace(/(seed: *\{ file: )train(.*), sample: \d+/, '$1seed$2')
    .replace(/(validation: *\{ file: )train(.*), sample: \d+/, '$1validation$2')
    .replace('what is bad }', 'what is bad, mixed: liked and disliked }')
    .replace('prompts: sst2', 'prompts: generic');
  writeFileSync(experiment, text);
  const { code, out, err } = await runCli(['run', experiment, '--check'], models);
  expect({ code, err }).toMatchObject({ code: 0 });
  const [line] = out.split('\n');
  expect(line).toMatch(/^warning {2}labels/);
  expect(line).toContain('gold.seed has no text of mixed');
  expect(line).toContain('zerogen asks for 1 rows, fewer than the 3 labels');
  expect(line).toContain('3 rows would do');
  // of one label alone nothing can be learned
  writeFileSync(
    path.join(folder, 'seed.jsonl'),
    seed.filter((one) => one.includes('"positive"')).join('\n'),
  );
  const refused = await runCli(['run', experiment, '--check'], models);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain('gold.seed: all its texts are labelled positive');
});

it('texts that gold repeats are told, and contrary labels of one refuse the run', async () => {
  const { experiment, project } = makeTinyExperiment(path.join(root, 'repeats'));
  const file = path.join(path.dirname(experiment), 'train.jsonl');
  const rows = readFileSync(file, 'utf8');
  const [first = ''] = rows.split('\n');
  const line = rows.trim().split('\n').length + 1;
  writeFileSync(file, `${rows}\n${first}\n`);
  const told = await runCli(['run', experiment, '--check'], models);
  expect(told).toMatchObject({ code: 0 });
  expect(told.out).toMatch(/^warning {2}gold /m);
  expect(told.out).toContain(`gold.seed: Line ${line} has the text of line 1; it counts once.`);
  expect(told.out).toContain(`gold.validation: Line ${line} has`);
  const other = first.includes('positive')
    ? first.replace('positive', 'negative')
    : first.replace('negative', 'positive');
  writeFileSync(file, `${rows}\n${other}\n`);
  const refused = await runCli(['run', experiment, '--check'], models);
  expect(refused.code).toBe(2);
  expect(refused.err).toContain(`lines 1 and ${line}: the same text has the labels`);
  expect(existsSync(project)).toBe(false);
});

it.each([
  ['weights of another width', { config: { hidden_size: 32 } }, 'config.json asks for'],
  ['an architecture that is not known', { config: { model_type: 'electra' } }, 'model_type'],
  ['a tokenizer of another model', { vocab_size: 4000 }, 'are of different models'],
] as const)('a folder with %s is not added', async (what, changes, sentence) => {
  const folder = path.join(root, what.replaceAll(' ', '-'));
  const tokenizer = wordPiece({ words: ['good'] });
  const vocab_size = Object.keys(tokenizer.model.vocab).length;
  const shapes = { max_position_embeddings: 32, type_vocab_size: 2 };
  const config = { model_type: 'bert', ...SMALL, ...shapes, vocab_size, ...changes };
  const { config: later, ...first } = { config: {}, ...config };
  await writePublishedModel(folder, { config: first, tokenizer });
  writeFileSync(path.join(folder, 'config.json'), JSON.stringify({ ...first, ...later }));
  const { code, err } = await add('odd', folder);
  expect(code).toBe(2);
  expect(err).toContain(sentence);
  expect(err).toContain(folder);
  expect(await isKnown('odd')).toBe(false);
});

it('a damaged teacher is not added', async () => {
  const file = path.join(root, 'damaged.gguf');
  writeTinyTeacher(file);
  const bytes = readFileSync(file);
  bytes.fill(0xff, bytes.length - 60_000);
  writeFileSync(file, bytes);
  const { code, err } = await add('damaged', file);
  expect(code).toBe(2);
  expect(err).toContain(`${file}: the model’s probabilities are not numbers`);
  expect(await isKnown('damaged')).toBe(false);
});
