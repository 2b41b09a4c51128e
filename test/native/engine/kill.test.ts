import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { childrenOf, isAlive, runCli, startCli, until } from '../../fixtures/cli.ts';
import {
  KNOWN_LABELS,
  makeTinyExperiment,
  makeTinyModels,
  type TinyOptions,
} from '../../fixtures/tinyProject.ts';

interface Killed {
  readonly kills: number;
  readonly options: TinyOptions;
  /** As exports name them. */
  readonly recipes: readonly string[];
}

const PAPERS: Killed = {
  kills: 20,
  options: {},
  recipes: ['s3', 'synthesizrr-zero-shot', 'synthesizrr-retricl'],
};
const BASELINES: Killed = {
  kills: 8,
  options: {
    ...KNOWN_LABELS,
    recipes: [
      '{ kind: fewgen, rows: 12, shots: 0 }',
      '{ kind: fewgen, rows: 12, shots: 3 }',
      '{ kind: synthesizrr, variant: non-retricl, rows: 12, retrieval: bm25 }',
      '{ kind: teacherLabels, rows: 30 }',
    ],
  },
  recipes: ['fewgen-zero-shot', 'fewgen-few-shot', 'synthesizrr-non-retricl', 'teacherLabels'],
};
const COMPARED: Killed = {
  kills: 4,
  options: {
    more: 'dataMap: { filter: confidence }\nequalSizes: on',
    recipes: [
      '{ kind: s3, rows: 12, rounds: 3, until: converged, rationales: 0 }',
      '{ kind: s3WithoutEes, rows: 20 }',
      '{ kind: goldgen, rows: 20 }',
    ],
  },
  recipes: ['s3', 's3WithoutEes', 'goldgen'],
};
const PAIRS: Killed = {
  kills: 3,
  options: {
    isOfPairs: true,
    prompts: 'rte',
    labels: ['entailment', 'not_entailment'],
    recipes: ['{ kind: s3, rows: 16, rounds: 1 }', '{ kind: goldgen, rows: 20 }'],
  },
  recipes: ['s3', 'goldgen'],
};
const QUESTIONS: Killed = {
  kills: 5,
  options: {
    isOfQuestions: true,
    prompts: 'adqa',
    recipes: ['{ kind: s3, rows: 12, rounds: 1 }', '{ kind: goldgen, rows: 16 }'],
  },
  recipes: ['s3', 'goldgen'],
};
const HYBRID: Killed = {
  kills: 4,
  options: {
    recipes: [
      '{ kind: hybrid, rows: 12, rounds: 2, shots: 2, upperCosine: 1 }',
      '{ kind: synthesizrr, variant: retricl, rows: 10, shots: 2, upperCosine: 1, bootstrap: 6, subsample: 6 }',
    ],
  },
  recipes: ['hybrid', 'synthesizrr-retricl'],
};
const ZEROGEN: Killed = {
  kills: 3,
  options: {
    teacher: 'tiny-quoter',
    recipes: ['{ kind: zerogen, rows: 40, shortestWords: 3 }'],
  },
  recipes: ['zerogen'],
};
const TRANSFER: Killed = {
  kills: 4,
  options: {
    teacher: 'tiny-quoter',
    recipes: [
      '{ kind: transfer, rows: 24, shortestWords: 3, s3Rows: 12, rounds: 1 }',
      '{ kind: transfer, add: synAdd, rows: 24, shortestWords: 3, rounds: 1 }',
    ],
  },
  recipes: ['transfer-ourAdd', 'transfer-synAdd'],
};

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-kill-'));
  models = await makeTinyModels(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

it.each([PAPERS, BASELINES, COMPARED, PAIRS, QUESTIONS, HYBRID, ZEROGEN, TRANSFER])(
  '$kills kills at random moments change, repeat and lose nothing of $recipes',
  async ({ kills: most, options, recipes }) => {
    const name = `${options.prompts ?? ''}-${recipes.join('-')}`;
    const untouched = makeTinyExperiment(path.join(folder, name, 'untouched'), options);
    const since = performance.now();
    const finished = await runCli(['run', untouched.experiment], models);
    expect(finished.code, finished.err).toBe(0);
    const duration = performance.now() - since;
    const expected = await exported(
      untouched.project,
      path.join(folder, name, 'expected'),
      recipes,
    );
    expect(Object.keys(expected)).toHaveLength(recipes.length);

    // moments from the start-up on; each life is short, so that many are needed to finish a project
    const random = randomStream('kill moments');
    let kills = 0;
    for (let round = 0; kills < most; round++) {
      const { experiment, project } = makeTinyExperiment(
        path.join(folder, name, `killed-${round}`),
        options,
      );
      let rows: Rows = new Map();
      while (kills < most) {
        const engine = startCli(['run', experiment], models);
        const ended = new Promise<number | null>((resolve) => engine.once('close', resolve));
        const moment = 300 + random.uniform() * duration * 0.6;
        const code = await Promise.race([
          ended,
          new Promise<'kill'>((r) => setTimeout(r, moment, 'kill')),
        ]);
        if (code !== 'kill') {
          expect(code).toBe(0);
          break;
        }
        const hosts = childrenOf(engine.pid!);
        engine.kill('SIGKILL');
        kills++;
        await ended;
        await until(() => !hosts.some(isAlive), 2000);
        const now = recordedRows(project);
        for (const [key, value] of rows) expect(now.get(key)).toBe(value);
        rows = now;
      }
      const resumed = await runCli(['run', experiment], models);
      expect(resumed.code, resumed.err).toBe(0);
      for (const [key, value] of rows) expect(recordedRows(project).get(key)).toBe(value);
      const got = await exported(project, path.join(folder, name, `got-${round}`), recipes);
      expect(got).toEqual(expected);
    }
  },
);

type Rows = Map<string, string>;

/** Every committed row by its key, as text; primary keys rule out doubles. */
function recordedRows(project: string): Rows {
  const rows: Rows = new Map();
  let database: ReturnType<typeof openDatabase>;
  try {
    database = openDatabase(path.join(project, 'project.db'));
  } catch {
    // killed before the project was there
    return rows;
  }
  try {
    if (database.userVersion === 0) return rows;
    for (const table of [
      'items',
      'generations',
      'examples',
      'gold',
      'documents',
      'passages',
      'students',
    ]) {
      for (const row of database.all<Record<string, unknown>>(`SELECT * FROM ${table}`)) {
        rows.set(`${table} ${row.step} ${row.i}`, JSON.stringify(row));
      }
    }
    for (const row of database.all<{ id: number; value: string | null }>(
      'SELECT id, value FROM steps',
    )) {
      if (row.value !== null) rows.set(`steps ${row.id}`, row.value);
    }
    return rows;
  } finally {
    database.close();
  }
}

/** The exported datasets and the students' weights, byte for byte. */
async function exported(
  project: string,
  to: string,
  recipes: readonly string[],
): Promise<Record<string, string>> {
  const result = await runCli(['export', project, '--to', to], models);
  expect(result.code, result.err).toBe(0);
  return Object.fromEntries(
    recipes.map((recipe) => {
      const dataset = readFileSync(path.join(to, recipe, 'dataset.jsonl'), 'utf8');
      const weights = readFileSync(path.join(to, recipe, 'student/model.safetensors'));
      const sha256 = createHash('sha256').update(weights).digest('hex');
      return [recipe, `${dataset}${sha256}`];
    }),
  );
}
