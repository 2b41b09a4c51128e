import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { describe, expect, it } from 'vitest';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';

/**
 * Five thousand texts, the same for both: of the data sets in STILLROOM_TEXTS (a folder for each, with a
 * train.jsonl), or beside the checkout. The small golden set of test/unit/models/transformer is always there.
 */
const DATA =
  process.env.STILLROOM_TEXTS ?? path.join(import.meta.dirname, '../../../../shared/data');
const FIXTURES = path.join(import.meta.dirname, '../../fixtures');
const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';
const hasPeer = spawnSync(PYTHON, ['-c', 'import tokenizers']).status === 0;
const COUNT = 5000;

function texts(): string[] {
  const sets = readdirSync(DATA).map((name) => path.join(DATA, name, 'train.jsonl'));
  const each = Math.ceil(COUNT / sets.filter(existsSync).length);
  return sets
    .filter(existsSync)
    .flatMap((file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).slice(0, each))
    .flatMap((line) => {
      const strings = Object.values(JSON.parse(line)).filter((value) => typeof value === 'string');
      return strings.toSorted((a, b) => b.length - a.length).slice(0, 1);
    });
}

// neither data sets nor Python belong to the project, so it is no skip where they are not at hand
if (existsSync(DATA) && hasPeer) describe('of five thousand texts', fiveThousandTexts);

const FILMS = path.join(import.meta.dirname, '../../../resources/demo/corpus/films.jsonl');

it.each(['unigram', 'bpe', 'spaces', 'wordpiece'])(
  'tokens follow on each other in their text: %s',
  async (kind) => {
    const tokenizer = await loadTokenizer(path.join(FIXTURES, 'tokenizers', `${kind}.json`));
    for (const line of readFileSync(FILMS, 'utf8').trim().split('\n')) {
      const { text } = JSON.parse(line) as { text: string };
      const { offsets } = tokenizer.encodeAligned(text);
      // one letter may become several tokens, all of which lie at its place
      for (const edge of [0, 1] as const) {
        const edges = offsets.map((span) => span[edge]);
        expect(edges.length).toBeGreaterThan(0);
        expect(edges).toEqual(edges.toSorted((a, b) => a - b));
        expect([edges[0]! >= 0, edges.at(-1)! <= text.length]).toEqual([true, true]);
      }
    }
  },
);

function fiveThousandTexts(): void {
  it.each(['unigram', 'bpe', 'spaces', 'wordpiece'])(
    'every token lies where Rust’s tokenizers find it: %s',
    async (kind) => {
      const file = path.join(FIXTURES, 'tokenizers', `${kind}.json`);
      const all = texts();
      expect(all.length).toBeGreaterThanOrEqual(COUNT - 200);
      const peer = spawnSync(PYTHON, [path.join(FIXTURES, 'tokenizerPeer.py'), file], {
        input: JSON.stringify(all),
        encoding: 'utf8',
        maxBuffer: 2 ** 30,
      });
      expect(peer.status, peer.stderr).toBe(0);
      const lines = peer.stdout.trimEnd().split('\n');
      const tokenizer = await loadTokenizer(file);
      const differing = all.filter((text, i) => {
        const { ids, offsets } = tokenizer.encodeAligned(text);
        return JSON.stringify([ids, offsets]) !== JSON.stringify(JSON.parse(lines[i]!));
      });
      expect(differing.map((text) => text.slice(0, 200))).toEqual([]);
    },
  );
}
