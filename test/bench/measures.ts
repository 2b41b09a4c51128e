import os from 'node:os';
import { labelErrors } from '../../electron/engine/measures/labelErrors.ts';
import { measureTokens } from '../../electron/engine/measures/measureTokens.ts';
import { bleuOfEach } from '../../electron/engine/measures/selfBleu.ts';
import { type RandomStream, randomStream } from '../../models/randomStream.ts';
import { askPython } from './peer/askPython.ts';
import { atLeast, under } from './peer/bar.ts';
import { compareAgreement, compareMauve, compareProjection } from './peer/comparedFigures.ts';
import { medianNumber } from './peer/medianNumber.ts';
import { requireLibraries } from './peer/requireLibraries.ts';
import { wholeMeasurement } from './peer/wholeMeasurement.ts';
import type { BenchmarkResult } from './run.ts';

const LIBRARIES = ['nltk', 'cleanlab', 'mauve', 'sklearn', 'statsmodels', 'krippendorff', 'irrCAC'];
const REVIEWS = Number(process.env.REVIEWS ?? 8000);
/** NLTK takes hours for all, so it scores this many and its time is scaled. */
const SCORED = Number(process.env.SCORED ?? 20);
const LABELLED = 8000;
const CLASSES = 20;
/** How many times as fast as NLTK Self-BLEU must be. */
const LEAST_SPEED = 20;
const SAME = 1e-9;
/** MAUVE's features are 32-bit numbers. */
const SAME_MAUVE = 1e-6;
/** How much less trustworthy than scikit-learn's a projection may be. */
const LESS_TRUSTWORTHY = 0.01;
/** Ours and the package take turns, because other programs slow both. */
const TURNS = 3;
/** What is measured as a whole, and the seconds that it may take. */
const PROJECT = { rows: 4000, labels: 4, gold: 240, test: 600, passages: 2000 } as const;
const MOST_SECONDS = 120;

/**
 * The measures beside the packages that they must equal: Self-BLEU of REVIEWS (8,000) made-up reviews
 * beside NLTK, of which SCORED (20) are scored by it against all others, label errors beside cleanlab,
 * MAUVE, agreement and t-SNE beside theirs; and how long all measures of a project of 8,000 rows take.
 */
export async function measures(): Promise<BenchmarkResult> {
  const nltk = requireLibraries(LIBRARIES);
  const bleu = compareSelfBleu();
  const issues = compareLabelErrors();
  const clouds = compareMauve();
  const agreement = compareAgreement();
  const picture = compareProjection();
  const whole = await wholeMeasurement(PROJECT);
  console.error(
    `MAUVE by its own clusters differs by ${clouds.ofOwnClusters.toFixed(3)}; seconds of each measure:`,
    whole.each,
  );
  return {
    name: 'measures',
    ratios: { selfBleu: round(bleu.ratio), labelErrors: round(issues.ratio) },
    medians: {
      selfBleu: bleu.seconds,
      labelErrors: issues.seconds,
      mauve: clouds.seconds,
      projection: picture.seconds,
      whole,
    },
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
      under(
        'MAUVE: largest difference from mauve-text with the same clusters',
        clouds.difference,
        SAME_MAUVE,
      ),
      under('kappa, alpha, AC1: largest difference from their packages', agreement, SAME),
      under(
        "t-SNE: trustworthiness below scikit-learn's",
        Math.max(0, picture.less),
        LESS_TRUSTWORTHY,
      ),
      under("trustworthiness: difference from scikit-learn's figure", picture.difference, SAME),
      under(
        `all measures of ${2 * PROJECT.rows} rows, vectors kept: seconds`,
        whole.kept,
        MOST_SECONDS,
      ),
    ],
  };
}

function compareSelfBleu() {
  const random = randomStream('made-up reviews');
  const texts = Array.from({ length: REVIEWS }, () => madeUpReview(random));
  const hypotheses = random.sample([...texts.keys()], SCORED);
  const turns = Array.from({ length: TURNS }, () => {
    const start = performance.now();
    const documents = texts.map(measureTokens);
    const scores = bleuOfEach(documents);
    const ours = (performance.now() - start) / 1000;
    const input = { documents, hypotheses };
    return { ours, scores, ...askPython<readonly (readonly number[])[]>('bleu', input) };
  });
  const { found, scores } = turns[0]!;
  const differences = found.flatMap((theirs, at) =>
    theirs.map((score, n) => Math.abs(score - scores[n]![hypotheses[at]!]!)),
  );
  const ours = medianNumber(turns.map((turn) => turn.ours));
  const theirs = (medianNumber(turns.map(({ seconds }) => seconds)) * REVIEWS) / SCORED;
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
  const turns = Array.from({ length: TURNS }, () => {
    const start = performance.now();
    const result = labelErrors(labels, probabilities);
    const ours = (performance.now() - start) / 1000;
    return {
      ours,
      result,
      ...askPython<readonly number[]>('labelIssues', { labels, probabilities }),
    };
  });
  const { result, found } = turns[0]!;
  const ours = medianNumber(turns.map((turn) => turn.ours));
  const seconds = medianNumber(turns.map((turn) => turn.seconds));
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

const round = (value: number) => Number(value.toFixed(2));
