import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { CORPUS_CUT } from '../../../electron/engine/journal/stepKey.ts';
import { measureProject, measuresPage } from '../../../electron/engine/measuring/measureProject.ts';
import { openProject, type Project } from '../../../electron/engine/project/project.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import { addRows } from '../../fixtures/rowsProject.ts';

/** What a measured project has of each list. */
export interface ProjectSize {
  /** The rows of each of the two recipes. */
  readonly rows: number;
  readonly labels: number;
  readonly gold: number;
  readonly test: number;
  readonly passages: number;
}

export interface WholeMeasurement {
  /** The seconds of all measures, where all texts have their vectors. */
  readonly kept: number;
  /** The seconds of the processor in them: fewer than `kept` if other programs work, too. */
  readonly keptOnProcessor: number;
  /** The seconds of all measures and of the vectors of all texts. */
  readonly withEmbedding: number;
  /** The seconds of each measure, by its title. */
  readonly each: Readonly<Record<string, number>>;
}

const ENCODER = 'all-minilm-l6-v2';

/** Whole words of the encoder's vocabulary: made-up ones would be a handful of tokens each. */
async function wordsOfEncoder(): Promise<string[]> {
  const { files } = await openModelStore().require(ENCODER, 'encoder');
  const { model } = JSON.parse(readFileSync(files['tokenizer.json']!, 'utf8')) as {
    readonly model: { readonly vocab: Readonly<Record<string, number>> };
  };
  return Object.keys(model.vocab).filter((token) => /^[a-z]{3,}$/.test(token));
}

/** Measures a made-up project twice: the first time every text has to be embedded, the second time none. */
export async function wholeMeasurement(size: ProjectSize): Promise<WholeMeasurement> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-measuring-'));
  const project = await openProject(path.join(folder, 'p.stillroom'), { create: true });
  try {
    fill(project, size, await wordsOfEncoder());
    const withEmbedding = await timed(project);
    project.database.run('DELETE FROM measures');
    const { total, onProcessor, each } = await timed(project);
    const measured = measuresPage(project).sets.reduce((sum, { n }) => sum + n, 0);
    const { rows, gold, test, passages } = size;
    if (measured !== 2 * rows + gold + test + passages) {
      throw new Error(`only ${measured} texts were measured`);
    }
    return { kept: total, keptOnProcessor: onProcessor, withEmbedding: withEmbedding.total, each };
  } finally {
    project.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(project: Project) {
  const begun: [string, number][] = [];
  const start = performance.now();
  const used = process.cpuUsage();
  await measureProject(project, openModelStore(), {
    onProgress(_, what) {
      // while texts are embedded the words count them
      if (!what.startsWith('Reading')) begun.push([what, performance.now()]);
    },
  });
  const end = performance.now();
  const { user, system } = process.cpuUsage(used);
  const each = begun.map(([what, at], i) => [what, ((begun[i + 1]?.[1] ?? end) - at) / 1000]);
  const onProcessor = (user + system) / 1e6;
  return {
    total: (end - start) / 1000,
    onProcessor,
    each: Object.fromEntries(each) as Record<string, number>,
  };
}

function fill(
  project: Project,
  { rows, labels, gold, test, passages }: ProjectSize,
  words: readonly string[],
): void {
  const { database } = project;
  const random = randomStream('made-up project');
  const names = Array.from({ length: labels }, (_, i) => `label ${i}`);
  const experiment = {
    task: {
      kind: 'text-classification',
      labels: names.map((name) => ({ name, meaning: name })),
    },
    encoder: ENCODER,
    recipes: [],
  };
  const run = database.run(
    "INSERT INTO runs (experiment, state) VALUES (?, 'done')",
    JSON.stringify(experiment),
  ).lastId;
  const written = (n: number) =>
    Array.from({ length: n }, (_, i) => {
      const label = i % labels;
      // a twentieth of the labels are wrong, and a hundredth of the texts are nearly the same
      const given = random.uniform() < 0.05 ? random.below(labels) : label;
      return { text: madeUpText(random, label, words), label: names[given]! };
    });
  addRows(project, run, 's3/seed', withCopies(written(rows), random));
  addRows(project, run, 'zerogen/seed', withCopies(written(rows), random));
  const step = (key: string) => {
    const { lastId } = database.run(
      "INSERT INTO steps (key, hash, value) VALUES (?, 'abcdef0123', '{}')",
      key,
    );
    database.run('INSERT INTO run_steps VALUES (?, ?, 0, 1)', run, lastId);
    return lastId;
  };
  database.transaction(() => {
    const [ofGold, ofCorpus] = [step('gold/import'), step(CORPUS_CUT)];
    for (const [i, { text, label }] of written(gold + test).entries()) {
      const split = i < gold ? 'seed' : 'test';
      database.run(
        'INSERT INTO gold (step, i, split, text, label, file, line) VALUES (?, ?, ?, ?, ?, ?, ?)',
        ...[ofGold, i, split, text, label, 'gold.jsonl', i + 1],
      );
    }
    for (const [i, { text }] of written(passages).entries()) {
      database.run('INSERT INTO passages VALUES (?, ?, ?, ?, 90)', ofCorpus, i, i, text);
    }
  });
  syncRows(database);
}

const COPIED = 0.01;

/** Rows of which a hundredth repeat the row before them but for their first word. */
function withCopies<Row extends { readonly text: string }>(
  rows: readonly Row[],
  random: RandomStream,
): Row[] {
  return rows.map((row, i) =>
    i > 0 && random.uniform() < COPIED
      ? { ...row, text: rows[i - 1]!.text.replace(/^\S+/, 'another') }
      : row,
  );
}

/** Words of a sentence. */
const SENTENCE = 12;
const NAMES = ['Maria Weber', 'Anna Rossi', 'Paris', 'Berlin', 'John Miller', 'Oslo'];

/** 60 to 80 words in sentences, a third of them of the label's own, with names here and there. */
function madeUpText(random: RandomStream, label: number, words: readonly string[]): string {
  // frequent words are as frequent as in English by Zipf's law
  const word = (shift: number) =>
    words[(Math.floor(words.length ** random.uniform()) - 1 + shift) % words.length]!;
  const text = Array.from({ length: 60 + random.below(21) }, (_, i) => {
    const draw = random.uniform();
    if (draw < 0.03) return random.pick(NAMES);
    const drawn = draw < 0.33 ? word(1000 * (label + 1)) : word(0);
    return i % SENTENCE === SENTENCE - 1 ? `${drawn}.` : drawn;
  });
  return `${text.join(' ')}.`;
}
