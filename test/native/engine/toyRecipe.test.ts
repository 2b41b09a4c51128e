import { execFileSync, spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import type { Report } from '../../../electron/contract/report.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

// A recipe is added to a copy of the sources: a file in each of two rooms, an entry in their registries, and
// a prompt set. Everything that asks about recipes must find it.

const ROOT = fileURLToPath(new URL('../../../', import.meta.url));
const SOURCES = ['electron', 'models', 'native', 'prompts', 'renderer', 'resources'];

const DATA = `import { z } from 'zod';
import { onlyVariant, recipeData } from './recipeData.ts';
import { rowsToAsk, S3_SAMPLING, sampling } from './sharedSettings.ts';

const schema = z.strictObject({
  kind: z.literal('toy'),
  rows: rowsToAsk,
  ...sampling(0.7, S3_SAMPLING),
});
export type ToySettings = z.output<typeof schema>;

export const toy = recipeData({
  ...onlyVariant(
    { plainName: 'Play', paperName: 'Toy', explanation: 'Asks for a text of each label in turn.' },
    { hasRounds: false },
  ),
  schema,
  tasks: ['text-classification'],
  needs: [],
  makes: 'writtenRows',
  cards: 'one',
  isSuggested: false,
  consumes: () => [],
  epoch: 'last',
});
`;

const RECIPE = `import { toy as data, type ToySettings } from '../../contract/recipes/toy.ts';
import { stepKey } from '../journal/stepKey.ts';
import { fill } from '../prompts/promptSet.ts';
import type { RunContext } from '../steps/context.ts';
import { generate } from '../steps/generate.ts';
import { labelsInTurn } from '../steps/labelsInTurn.ts';
import { parseText } from '../steps/parseOutput.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { s3Decoding, s3Words, typicalS3Call } from './s3Words.ts';

async function run(ctx: RunContext, settings: ToySettings): Promise<RecipeResult> {
  const { labels, prompts } = ctx.task;
  const turns = labelsInTurn(settings.rows, labels, labels.map(() => 1));
  const texts = turns.map((label) => fill(prompts.s3.seed, { ...s3Words(ctx, label), rationales: '' }));
  const generations = await generate(
    ctx,
    stepKey('generate', settings.kind),
    { texts },
    settings.rows,
    s3Decoding(ctx, settings),
    (i) => ({ text: texts[i]!, chat: false }),
  );
  return cleanAndTrain(ctx, settings, {
    title: data.paperName,
    asked: settings.rows,
    candidates: generations.map(({ id, output }, i) => ({
      text: parseText(output),
      label: turns[i]!,
      lineage: { generation: id },
    })),
    generations,
    emptyQueries: 0,
    consumed: [],
  });
}

export const toy = defineRecipe<'toy'>({
  data,
  check() {},
  run,
  plan: ({ rows }) => ({ calls: rows, before: [], rows }),
  typicalCall: typicalS3Call,
  preview: () => [],
});
`;

/** Asks the copy's engine what windows are told. */
const LOOK = `
import { openDatabase } from './native/sqlite/database.ts';
import { recipeForms } from './electron/engine/experiment/recipeForms.ts';
import { estimateRun } from './electron/engine/run/estimateRun.ts';
import { experimentSchema } from './electron/contract/experiment.ts';
import { openProject } from './electron/engine/project/project.ts';
import { studentsOf } from './electron/engine/evaluation/resultsPage.ts';
import { syncRows } from './electron/engine/review/syncRows.ts';
const project = await openProject(process.argv[2], { create: false });
const { database } = project;
syncRows(database);
const experiment = experimentSchema.parse(JSON.parse(database.get('SELECT experiment FROM runs').experiment));
const sizes = { task: 'text-classification', labels: 2, makesContexts: false, attributes: [], seed: 12,
  validation: 16, test: 20, passages: 0, reviewed: { accepted: 0, notRejected: 0 } };
const probe = { calls: [{ seconds: 1, tokens: 1 }], drafts: [{ seconds: 0, tokens: 0 }], teachers: 1, secondsPerScore: 0,
  secondsPerStudentStep: 0, secondsPerEpoch: 0, secondsPerEmbedding: 0 };
console.log(JSON.stringify({
  form: recipeForms().find(({ kind }) => kind === 'toy'),
  estimate: estimateRun(experiment.recipes, sizes, experiment, probe).parts[0],
  reviewed: database.column('SELECT DISTINCT recipe FROM review_rows'),
  students: studentsOf(project).map(({ title }) => title),
}));
project.close();
`;

let folder: string;
let copy: string;
let env: NodeJS.ProcessEnv;
let experiment: { experiment: string; project: string };

/** Adds an import and an entry to a registry of the copy. */
function register(registry: string): void {
  const file = path.join(copy, registry);
  const text = readFileSync(file, 'utf8')
    .replace(/^import \{ confidence \}/m, "import { toy } from './toy.ts';\n$&")
    .replace(/^ {2}confidence,$/m, '  confidence,\n  toy,');
  writeFileSync(file, text);
}

const compile = (layer: string) =>
  spawnSync(path.join(ROOT, 'node_modules/.bin/tsc'), ['-p', path.join(copy, layer)], {
    encoding: 'utf8',
  });
const cli = (...args: string[]) =>
  execFileSync(process.execPath, [path.join(copy, 'electron/cli/stillroom.ts'), ...args], {
    encoding: 'utf8',
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-toy-'));
  copy = path.join(folder, 'checkout');
  for (const name of [...SOURCES, 'package.json', 'tsconfig.base.json']) {
    cpSync(path.join(ROOT, name), path.join(copy, name), { recursive: true });
  }
  symlinkSync(path.join(ROOT, 'node_modules'), path.join(copy, 'node_modules'));
  const models = await makeTinyModels(folder);
  env = { ...process.env, STILLROOM_MODELS: models, STILLROOM_HOME: path.join(folder, 'home') };
  experiment = makeTinyExperiment(path.join(folder, 'tiny'), {
    recipes: ['{ kind: toy, rows: 16 }'],
    prompts: 'toy',
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('a recipe that only the contract knows does not compile', () => {
  writeFileSync(path.join(copy, 'electron/contract/recipes/toy.ts'), DATA);
  register('electron/contract/recipes/recipes.ts');
  const { status, stdout } = compile('electron/engine');
  expect(status).not.toBe(0);
  expect(stdout).toContain('engine/recipes/recipes.ts');
  expect(stdout).toContain("Property 'toy' is missing");
});

it('with its file in the engine every layer compiles', () => {
  writeFileSync(path.join(copy, 'electron/engine/recipes/toy.ts'), RECIPE);
  register('electron/engine/recipes/recipes.ts');
  for (const layer of ['electron/contract', 'electron/engine', 'electron/cli', 'renderer']) {
    expect(compile(layer).stdout).toBe('');
  }
});

it('the command line runs, reports and exports it', () => {
  cpSync(path.join(copy, 'prompts/sst2.yaml'), path.join(copy, 'prompts/toy.yaml'));
  cli('run', experiment.experiment);
  const { entries } = JSON.parse(cli('report', experiment.project, '--json')) as Report;
  expect(entries[0]).toMatchObject({ id: 'toy/0', title: 'Toy', recipe: 'toy' });
  expect(entries[0]!.test?.n).toBe(20);
  expect(entries[0]!.rows).toMatchObject({ asked: 16, generated: 16 });
  const to = path.join(folder, 'out');
  cli('export', experiment.project, '--to', to);
  const rows = readFileSync(path.join(to, 'toy', 'dataset.jsonl'), 'utf8')
    .trim()
    .split('\n');
  expect(rows).toHaveLength(entries[0]!.rows.kept);
  expect(JSON.parse(readFileSync(path.join(to, 'toy/student/config.json'), 'utf8'))).toBeTruthy();
});

it('the form, the estimate, Review and Use show it', () => {
  writeFileSync(path.join(copy, 'look.mts'), LOOK);
  const told = execFileSync(process.execPath, [path.join(copy, 'look.mts'), experiment.project], {
    encoding: 'utf8',
    env,
  });
  expect(JSON.parse(told)).toMatchObject({
    form: {
      plainName: 'Play',
      fields: [{ name: 'rows' }, { name: 'temperature', default: 0.7 }, { name: 'topP' }],
    },
    estimate: { what: 'Writing rows', seconds: 16 },
    reviewed: ['toy'],
    students: expect.arrayContaining(['Play (Toy)']),
  });
});
