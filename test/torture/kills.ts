import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { openProject } from '../../electron/engine/project/project.ts';
import { FIRST_VERSION, migrations } from '../../electron/engine/project/schema.ts';
import { readDraft } from '../../electron/engine/session/draft.ts';
import { randomStream } from '../../models/randomStream.ts';
import { openDatabase } from '../../native/sqlite/database.ts';
import { childrenOf, isAlive, runCli, startCli, until } from '../fixtures/cli.ts';
import { filesWith } from '../fixtures/filesWith.ts';
import { projectWithRows } from '../fixtures/rowsProject.ts';
import { exportedBytes, recordedRows } from '../fixtures/surviveKills.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import type { Findings } from './mutations.ts';

/** Work that is killed, and what must hold afterwards. */
interface Work {
  /** Milliseconds in which it is killed at the latest. */
  readonly life: number;
  start(): ChildProcess;
  /**
   * @param said the lines that the work printed
   * @param isDone whether it ended by itself before it was killed
   * @throws if anything that was acknowledged is lost, or anything is there in part
   */
  check(said: readonly Said[], isDone: boolean): Promise<void>;
}

type Said = Readonly<Record<string, unknown>> & { readonly event: 'begin' | 'done' };

/**
 * Kills runs, exports, reviews, new projects, settings, deletions and migrations at random moments,
 * until the time is over or `most` kills were made.
 * @param duration milliseconds, from when there is something to kill
 */
export async function attackByKills(
  seed: number,
  duration: number,
  most: number,
): Promise<Findings> {
  const home = mkdtempSync(path.join(tmpdir(), 'stillroom-kills-'));
  const counts: Record<string, number> = { kills: 0 };
  const findings: string[] = [];
  const random = randomStream(`kills ${seed}`);
  try {
    const works = await makeWorks(home, seed);
    const names = Object.keys(works);
    const deadline = performance.now() + duration;
    for (let i = 0; counts.kills! < most && performance.now() < deadline; i++) {
      const name = names[i % names.length]!;
      const work = works[name]!;
      const moment = random.uniform() * work.life;
      const { said, isDone } = await killAt(work.start(), moment);
      if (!isDone) {
        counts.kills!++;
        counts[name] = (counts[name] ?? 0) + 1;
      }
      try {
        await work.check(said, isDone);
      } catch (error) {
        findings.push(`${name} killed after ${moment.toFixed(0)} ms: ${(error as Error).message}`);
      }
    }
  } finally {
    rmSync(home, { recursive: true, force: true });
  }
  return { counts, findings };
}

async function killAt(child: ChildProcess, moment: number) {
  let out = '';
  child.stdout?.on('data', (chunk: Buffer) => {
    out += chunk.toString();
  });
  child.stderr?.resume();
  const closed = new Promise<'done'>((resolve) => child.once('close', () => resolve('done')));
  const timer = Promise.withResolvers<'kill'>();
  const timeout = setTimeout(timer.resolve, moment, 'kill');
  const end = await Promise.race([closed, timer.promise]);
  clearTimeout(timeout);
  const hosts = childrenOf(child.pid!);
  if (end === 'kill') child.kill('SIGKILL');
  await closed;
  await until(() => !hosts.some(isAlive), 4000);
  // a line that was cut in two says nothing
  const lines = out.split('\n').slice(0, -1);
  const said = lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Said);
  return { said, isDone: end === 'done' };
}

const WORK = fileURLToPath(new URL('killedWork.ts', import.meta.url));
const RECIPES = ['s3', 'synthesizrr-zero-shot', 'synthesizrr-retricl'];

async function makeWorks(home: string, seed: number): Promise<Readonly<Record<string, Work>>> {
  const models = await makeTinyModels(home);
  const env = { ...process.env, STILLROOM_HOME: home, STILLROOM_MODELS: models };
  process.env.STILLROOM_HOME = home;
  let turn = 0;
  const start = (kind: string, ...more: readonly string[]) =>
    spawn(process.execPath, [WORK, kind, home, `${seed} ${turn++}`, ...more], {
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });

  const untouched = makeTinyExperiment(path.join(home, 'untouched'));
  const finished = await runCli(['run', untouched.experiment], models);
  assert.equal(finished.code, 0, finished.err);
  const expected = await exportedBytes(models, untouched.project, path.join(home, 'exp'), RECIPES);
  return {
    run: killedRun(home, models, expected),
    export: killedExport(home, models, untouched.project, expected),
    review: await killedReview((project) => start('review', project)),
    create: killedCreate(home, (name, file) => start('create', name, file)),
    settings: killedSettings(home, () => start('settings')),
    delete: await killedDelete(home, models),
    migrate: killedMigration(home, models),
  };
}

function killedRun(home: string, models: string, expected: Record<string, string>): Work {
  let round = 0;
  let rows = new Map<string, string>();
  let current = makeTinyExperiment(path.join(home, `run-${round}`));
  return {
    life: 6000,
    start: () => startCli(['run', current.experiment], models),
    async check(_said, isDone) {
      const now = recordedRows(current.project);
      for (const [key, value] of rows)
        assert.equal(now.get(key), value, `${key} was changed or lost`);
      rows = now;
      if (!isDone) return;
      const to = path.join(home, `run-${round}-out`);
      assert.deepEqual(await exportedBytes(models, current.project, to, RECIPES), expected);
      for (const old of [path.join(home, `run-${round}`), to]) rmSync(old, { recursive: true });
      round++;
      rows = new Map();
      current = makeTinyExperiment(path.join(home, `run-${round}`));
    },
  };
}

function killedExport(
  home: string,
  models: string,
  project: string,
  expected: Record<string, string>,
): Work {
  const to = path.join(home, 'exported');
  const random = randomStream('exports');
  return {
    life: 2500,
    start: () => startCli(['export', project, '--to', to], models),
    async check() {
      for (const recipe of existsSync(to) ? readdirSync(to) : []) {
        if (RECIPES.includes(recipe)) requireWhole(path.join(to, recipe));
      }
      // every other time over what a killed export has left
      if (random.uniform() < 0.5) rmSync(to, { recursive: true, force: true });
      assert.deepEqual(await exportedBytes(models, project, to, RECIPES), expected);
      assert.deepEqual(readdirSync(to).toSorted(), RECIPES.toSorted());
    },
  };
}

/** Every file that the marker lists is there as it lists it. */
function requireWhole(folder: string): void {
  const marker = readFileSync(path.join(folder, '.stillroom.json'), 'utf8');
  const { files } = JSON.parse(marker) as { files: Record<string, string> };
  assert.ok(Object.keys(files).length > 3, `${folder} is there in part`);
  for (const [file, sum] of Object.entries(files)) {
    const bytes = readFileSync(path.join(folder, file));
    assert.equal(createHash('sha256').update(bytes).digest('hex'), sum, `${file} is not whole`);
  }
}

async function killedReview(start: (project: string) => ChildProcess): Promise<Work> {
  const rows = Array.from({ length: 200 }, (_, i) => ({
    text: `row ${i}`,
    label: i % 2 ? 'good' : 'bad',
  }));
  const made = await projectWithRows(rows);
  const draft = {
    task: { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } },
    gold: {},
    corpus: [],
    teacher: 'tiny-teacher',
    student: { model: 'tiny-bert' },
  };
  made.database.run('INSERT INTO drafts (id, draft) VALUES (1, ?)', JSON.stringify(draft));
  made.close();
  return {
    life: 2500,
    start: () => start(made.folder),
    async check(said) {
      const last = new Map<unknown, Said>();
      for (const one of said) last.set(one.id, one);
      const database = openDatabase(path.join(made.folder, 'project.db'));
      try {
        for (const [id, { event, row }] of last) {
          // what was not acknowledged may be there or not
          if (event === 'begin') continue;
          const { state, label, text, flagged } = database.get<Record<string, unknown>>(
            'SELECT state, label, text, flagged FROM review_rows WHERE id = ?',
            id as number,
          )!;
          assert.deepEqual({ state, label, text, flagged: Boolean(flagged) }, row, `row ${id}`);
        }
      } finally {
        database.close();
      }
    },
  };
}

function killedCreate(home: string, start: (name: string, file: string) => ChildProcess): Work {
  const file = path.join(home, 'gold.jsonl');
  const lines = Array.from({ length: 20_000 }, (_, i) =>
    JSON.stringify({ text: `film ${i} of this list`, label: i % 2 ? 'good' : 'bad' }),
  );
  writeFileSync(file, lines.join('\n'));
  let n = 0;
  const folder = () => path.join(home, 'projects', `P${n}.stillroom`);
  const isThere = () => existsSync(path.join(folder(), 'project.db'));
  return {
    life: 2000,
    start: () => start(`P${n}`, file),
    async check(said) {
      const isAcknowledged = said.some(({ event }) => event === 'done');
      if (isAcknowledged) assert.ok(isThere(), 'an acknowledged project is not there');
      if (!isThere()) {
        const { said: again } = await killAt(start(`P${n}`, file), 60_000);
        assert.ok(
          again.some(({ event }) => event === 'done'),
          `P${n} cannot be created again`,
        );
      }
      const project = await openProject(folder(), { create: false });
      const { gold, corpus } = readDraft(project);
      project.close();
      for (const part of [gold.seed!, gold.test!, ...corpus]) {
        assert.equal(
          readFileSync(part.file, 'utf8'),
          lines.join('\n'),
          `${part.file} is not whole`,
        );
      }
      rmSync(folder(), { recursive: true });
      n++;
    },
  };
}

/** A deleted document is in all of a project as before, or in none of its files. */
async function killedDelete(home: string, models: string): Promise<Work> {
  const base = path.join(home, 'delete', 'base.stillroom');
  const made = makeTinyExperiment(path.join(base, 'imports'), { project: '../../base.stillroom' });
  const { code, err } = await runCli(['run', made.experiment], models);
  assert.equal(code, 0, err);
  const before = recordedRows(base);
  const lines = readFileSync(path.join(base, 'imports', 'films.jsonl'), 'utf8').split('\n');
  let n = -1;
  let folder = '';
  return {
    life: 2500,
    start() {
      n++;
      folder = path.join(home, 'delete', `killed-${n}.stillroom`);
      cpSync(base, folder, { recursive: true });
      const place = `films.jsonl:${1 + (n % lines.length)}`;
      return startCli(['delete', 'document', folder, place, '--yes'], models);
    },
    async check() {
      const { text } = JSON.parse(lines[n % lines.length]!) as { text: string };
      const { database, close } = await openProject(folder, { create: false });
      const documents = database.column<string>('SELECT text FROM documents');
      const [isOpen] = database.column<number>('SELECT id FROM deletions WHERE done = 0');
      close();
      assert.equal(isOpen, undefined, 'a deletion is not finished when the project opens');
      if (documents.includes(text)) {
        assert.deepEqual(recordedRows(folder), before, 'a deletion was committed in part');
      } else {
        assert.equal(documents.length, lines.length - 1);
        assert.deepEqual(filesWith(folder, text), []);
      }
      rmSync(folder, { recursive: true });
    },
  };
}

/** A project of the first version is of that version or of the newest, and whole. */
function killedMigration(home: string, models: string): Work {
  const script = readFileSync(new URL('../fixtures/projects/0.2.0.sql', import.meta.url), 'utf8');
  const folder = path.join(home, 'migrate.stillroom');
  return {
    life: 1200,
    start() {
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder);
      const old = openDatabase(path.join(folder, 'project.db'));
      old.execute(script);
      old.close();
      return startCli(['status', folder], models);
    },
    async check() {
      const { database, close } = await openProject(folder, { create: false });
      assert.equal(database.userVersion, FIRST_VERSION + migrations.length - 1);
      const { n } = database.get<{ n: number }>('SELECT count(*) AS n FROM review_rows')!;
      close();
      assert.equal(n, 20);
      const backups = readdirSync(folder).filter((name) => name.endsWith('.backup'));
      assert.deepEqual(backups, [`project.db.version-${FIRST_VERSION}.backup`]);
    },
  };
}

function killedSettings(home: string, start: () => ChildProcess): Work {
  mkdirSync(home, { recursive: true });
  return {
    life: 1500,
    start,
    async check(said) {
      const state = path.join(home, 'state.json');
      if (!existsSync(state)) return;
      const { settings } = JSON.parse(readFileSync(state, 'utf8'));
      const last = said.findLast(({ event }) => event === 'done');
      const begun = said.at(-1);
      if (!last) return;
      assert.ok(
        [last.reviewer, begun?.reviewer].includes(settings.reviewer),
        `${settings.reviewer} is neither the last setting nor the one that was being made`,
      );
    },
  };
}
