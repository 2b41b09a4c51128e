import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { labelErrors } from '../../electron/engine/measures/labelErrors.ts';
import { measureTokens } from '../../electron/engine/measures/measureTokens.ts';
import { bleuOfEach } from '../../electron/engine/measures/selfBleu.ts';
import { type RandomStream, randomStream } from '../../models/randomStream.ts';
import { atLeast, under } from './peer/bar.ts';
import { PYTHON } from './peer/openPeer.ts';
import { requireLibraries } from './peer/requireLibraries.ts';
import type { BenchmarkResult } from './run.ts';

const REVIEWS = Number(process.env.REVIEWS ?? 8000);
/** NLTK takes hours for all, so it scores this many and its time is scaled. */
const SCORED = Number(process.env.SCORED ?? 20);
const LABELLED = 8000;
const CLASSES = 20;
/** How many times as fast as NLTK Self-BLEU must be. */
const LEAST_SPEED = 20;
const SAME = 1e-9;

const SCRIPT = path.join(import.meta.dirname, 'peer/measures.py');

interface Answer<T> {
  readonly seconds: number;
  readonly found: T;
}

/**
 * The measures beside the packages that they must equal: Self-BLEU of REVIEWS (8,000) made-up reviews
 * beside NLTK, of which SCORED (20) are scored by it against all others, and label errors beside
 * cleanlab.
 */
export async function measures(): Promise<BenchmarkResult> {
  const nltk = requireLibraries(['nltk', 'cleanlab']);
  const bleu = compareSelfBleu();
  const issues = compareLabelErrors();
  return {
    name: 'measures',
    ratios: { selfBleu: round(bleu.ratio), labelErrors: round(issues.ratio) },
    medians: { selfBleu: bleu.seconds, labelErrors: issues.seconds },
    machine: {
      cpu: os.cpus()[0]!.model,
      cores: os.cpus().length,
      nltk,
      reviews: REVIEWS,
      scored: SCORED,
    },
    bars: [
      atLeast(
        `Self-BLEU: times as fast as NLTK, scaled from ${SCORED} of ${REVIEWS} texts`,
        bleu.ratio,
        LEAST_SPEED,
      ),
      under("Self-BLEU: largest difference from NLTK's scores", bleu.difference, SAME),
      under("label errors: places that differ from cleanlab's list", issues.differing, 1),
    ],
  };
}

function compareSelfBleu() {
  const random = randomStream('made-up reviews');
  const texts = Array.from({ length: REVIEWS }, () => madeUpReview(random));
  const start = performance.now();
  const documents = texts.map(measureTokens);
  const scores = bleuOfEach(documents);
  const ours = (performance.now() - start) / 1000;
  const hypotheses = random.sample([...documents.keys()], SCORED);
  const { seconds, found } = ask<readonly (readonly number[])[]>('bleu', { documents, hypotheses });
  const differences = found.flatMap((theirs, at) =>
    theirs.map((score, n) => Math.abs(score - scores[n]![hypotheses[at]!]!)),
  );
  const theirs = (seconds * REVIEWS) / SCORED;
  console.error(`Self-BLEU: ${ours.toFixed(1)} s, NLTK ${theirs.toFixed(0)} s (scaled)`);
  return {
    seconds: { ours, theirs },
    ratio: theirs / ours,
    difference: Math.max(...differences),
  };
}

function compareLabelErrors() {
  const random = randomStream('made-up labels');
  const labels = Array.from({ length: LABELLED }, () => random.below(CLASSES));
  const probabilities = labels.map((label) => {
    const likely = random.uniform() < 0.2 ? random.below(CLASSES) : label;
    const raw = Array.from({ length: CLASSES }, (_, k) =>
      Math.exp(random.normal() + (k === likely ? 3 : 0)),
    );
    const sum = raw.reduce((a, b) => a + b, 0);
    return raw.map((value) => value / sum);
  });
  const start = performance.now();
  const result = labelErrors(labels, probabilities);
  const ours = (performance.now() - start) / 1000;
  const { seconds, found } = ask<readonly number[]>('labelIssues', { labels, probabilities });
  const items = 'errors' in result ? result.errors.map(({ item }) => item) : [];
  const longer = Math.max(items.length, found.length);
  const differing = Array.from({ length: longer }, (_, at) => items[at] !== found[at]);
  console.error(
    `label errors: ${items.length} in ${ours.toFixed(2)} s, cleanlab ${seconds.toFixed(2)} s`,
  );
  return {
    seconds: { ours, theirs: seconds },
    ratio: seconds / ours,
    differing: differing.filter(Boolean).length,
  };
}

/** 50 to 250 words, the frequent ones as frequent as in English by Zipf's law. */
function madeUpReview(random: RandomStream): string {
  const words = Array.from({ length: 50 + random.below(201) }, () => {
    const word = `word${Math.floor(20_000 ** random.uniform())}`;
    return random.uniform() < 0.1 ? `${word},` : word;
  });
  return `${words.join(' ')}.`;
}

/** What the package says, of input that is passed in a file. */
function ask<T>(question: string, input: object): Answer<T> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bench-measures-'));
  try {
    const file = path.join(folder, 'input.json');
    writeFileSync(file, JSON.stringify(input));
    const options = { encoding: 'utf8', maxBuffer: 2 ** 28 } as const;
    const { status, stdout, stderr } = spawnSync(PYTHON, [SCRIPT, question, file], options);
    if (status !== 0) throw new Error(`${PYTHON} ended with ${status}: ${stderr}`);
    return JSON.parse(stdout) as Answer<T>;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const round = (value: number) => Number(value.toFixed(2));
