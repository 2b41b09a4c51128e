import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parseItemName } from '../../../electron/engine/journal/stepKey.ts';
import type { Lineage } from '../../../electron/engine/steps/example.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { scriptedModels } from '../../fixtures/scriptedModels.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type ExampleRow,
  lookAt,
  passagesOf,
  rowsOf,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

/*
 * An encoder for which a text is somewhere between good and bad, and a student that finds a text the likelier
 * good, the nearer it is to that end. What ReGen keeps then follows from these numbers alone.
 */
const { goodness } = vi.hoisted(() => ({ goodness: { of: (_text: string): number => 0.5 } }));
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () =>
    scriptedModels({
      vector: (text) => [goodness.of(text), 1 - goodness.of(text), 0, 0, 0, 0, 0, 0],
      logits: (text, labels) =>
        labels.map(
          (label) => 8 * (label === 'positive' ? goodness.of(text) : 1 - goodness.of(text)),
        ),
    }),
}));

/** A description is at its end, a document where it is drawn, both together half-way between. */
function place(text: string): number {
  const [words = '', document] = text.split('\n');
  const own = { 'what is good': 1, 'what is fine': 0.6, 'what is bad': 0 }[words];
  if (own === undefined) return randomStream('place', text).below(1000) / 1000;
  return document === undefined ? own : (own + place(document)) / 2;
}

let folder: string;
let models: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-regen-'));
  models = await makeTinyModels(folder);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function traced(
  name: string,
  settings: string,
  look: (run: TracedRun) => void,
): Promise<void> {
  const recipe = `{ kind: regen, ${settings} }`;
  await lookAt(tracedRun(path.join(folder, name), models, [recipe]), look);
}

const product = (a: number, b: number) => a * b + (1 - a) * (1 - b);
const byProduct = (g: number) => (a: string, b: string) =>
  product(g, place(b)) - product(g, place(a));

interface Found {
  readonly text: string;
  readonly label: string;
}

/** ReGen's retrieve.py by hand: each query's ten nearest, each document with its nearest query's label. */
function searchByHand(
  texts: readonly string[],
  queries: readonly (Found & { g: number })[],
): Found[] {
  const best = new Map<string, { label: string; product: number }>();
  for (const { label, g } of queries) {
    for (const text of texts.toSorted(byProduct(g)).slice(0, 10)) {
      const near = product(g, place(text));
      if (near > (best.get(text)?.product ?? -1)) best.set(text, { label, product: near });
    }
  }
  return [...best].map(([text, { label }]) => ({ text, label }));
}

const isSure = ({ text, label }: Found) => {
  const good = 1 / (1 + Math.exp(-8 * (2 * place(text) - 1)));
  return (label === 'positive' ? good : 1 - good) > 0.7;
};

it('finds by descriptions, then by descriptions and documents, and keeps what is consistent and sure', async () => {
  goodness.of = place;
  await traced('rounds', 'rows: 40, rounds: 1, depth: 10', (run) => {
    const texts = [...passagesOf(run.database).values()];
    const first = [
      { text: '', label: 'positive', g: 1 },
      { text: '', label: 'negative', g: 0 },
    ];
    const kept = searchByHand(texts, first).filter(isSure);
    expect(kept.length).toBeGreaterThan(10);
    const queries = kept.map(({ text, label }) => ({
      text,
      label,
      g: ((label === 'positive' ? 1 : 0) + place(text)) / 2,
    }));
    const further = searchByHand(texts, queries);
    const consistent = further.filter(({ text, label }) =>
      queries
        .toSorted((a, b) => product(b.g, place(text)) - product(a.g, place(text)))
        .slice(0, 5)
        .every((query) => query.label === label),
    );
    const wanted = consistent.filter(isSure);
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'regen/clean');
    const pairs = (list: readonly Found[]) =>
      list.map(({ text, label }) => `${label}: ${text}`).sort();
    expect(pairs(rows)).toEqual(pairs(wanted));
    expect(run.notes).toContain(
      `ReGen, round 1: ${further.length} documents were found, ${consistent.length} of them consistent, and the student is sure of ${wanted.length}.`,
    );
    for (const row of rows) {
      const { generation, passage } = JSON.parse(row.lineage) as Lineage;
      expect(parseItemName(generation)?.key).toBe('regen/round-1/search');
      expect(passagesOf(run.database).get(passage!)).toBe(row.text);
    }
    const entry = run.report.entries.find(({ recipe }) => recipe === 'regen')!;
    expect(entry).toMatchObject({ humanLabels: 0, title: 'ReGen', tokens: 0 });
  });
});

it('takes as many of each label as are asked for, and the user’s own descriptions', async () => {
  const own = 'queries: { positive: what is fine }';
  goodness.of = place;
  await traced('own', `rows: 8, rounds: 0, depth: 10, threshold: 0, ${own}`, (run) => {
    const rows = rowsOf<ExampleRow>(run.database, 'examples', 'regen/clean');
    const texts = [...passagesOf(run.database).values()];
    const found = searchByHand(texts, [
      { text: '', label: 'positive', g: 0.6 },
      { text: '', label: 'negative', g: 0 },
    ]);
    expect(rows.length).toBe(
      found.filter(({ text, label }) => place(text) > 0.5 === (label === 'positive')).length,
    );
    const kept = rows.filter(({ dropped_by }) => dropped_by === null);
    expect(kept.map(({ label }) => label).sort()).toEqual([
      ...Array(4).fill('negative'),
      ...Array(4).fill('positive'),
    ]);
    expect(rows.filter(({ dropped_by }) => dropped_by === 'surplus').length).toBe(rows.length - 8);
  });
});

it('names a label without documents, one without consistent ones, and an unknown one', async () => {
  const ask = (name: string, settings: string) => traced(name, settings, () => {});
  // every document is nearest to what is good
  goodness.of = (text) => (text === 'what is bad' ? 0 : text === 'what is good' ? 1 : 0.9);
  await expect(ask('one', 'rows: 8, depth: 10')).rejects.toThrow(
    'ReGen: in round 0 no document is nearest to the label negative. Give more documents.',
  );
  goodness.of = place;
  await expect(ask('few', 'rows: 8, depth: 3, rounds: 1')).rejects.toThrow(
    /^ReGen: in round 1 no document has 5 nearest queries that are all of the label (positive|negative)/,
  );
  await expect(ask('unsure', 'rows: 8, depth: 10, threshold: 0.9999')).rejects.toThrow(
    /^ReGen: in round 0 the student is sure of no document of the label .+\. Lower threshold/,
  );
  await expect(ask('unknown', 'rows: 8, queries: { neutral: what is so }')).rejects.toThrow(
    'recipes: queries of regen names neutral, which is no label of the task.',
  );
});
