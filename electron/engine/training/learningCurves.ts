import { setImmediate } from 'node:timers/promises';
import { type RandomStream, randomStream } from '../../../models/randomStream.ts';
import { classify, type Fit } from '../../../models/student/logisticRegression.ts';
import type { LearningCurve, LearningCurves } from '../../contract/learningCurve.ts';
import { mean } from '../measures/mean.ts';
import { fitPowerLaw, gainOf } from '../measures/powerLaw.ts';
import {
  type Featured,
  type FeaturedRow,
  foldsOf,
  passing,
  regress,
  weightsOfRows,
} from './chooseUse.ts';

/** Parts of the labels, or of the rows, at which the accuracy is measured. */
const SHARES = [1 / 4, 1 / 2, 3 / 4, 1];
/** Further labels of which the gain is told. */
const MORE_LABELS = [50, 100, 200];
/** Draws of each part in each fold. */
const DRAWS = 3;
/** Samples of the held-out labels for the interval of a gain. */
const SAMPLES = 500;
/**
 * Fewer labels than this draw no curve: from 40, the gain of 100 more was told too low by up to 12
 * points (docs/labels-and-rows.md).
 */
const FEWEST = 60;

/** What the curves are drawn with. */
interface Drawing {
  /** The inverse of the regressions' penalty, of labels alone and with rows. */
  readonly strengths: { readonly labels: number; readonly rows: number };
  /** Decides the folds and the parts. */
  readonly stream: readonly (string | number)[];
}

/** A share of the examples, as the folds measured it. */
interface Part {
  /** The number of examples that were learned from, on average over the folds and draws. */
  readonly n: number;
  /** How often each held-out label was predicted: from 0 to 1. */
  readonly hits: readonly number[];
}

/**
 * How the accuracy on held-out labels grows with the labels, and with the rows beside all labels. As
 * in `chooseUse`, logistic regressions on the frozen encoder stand for the students, a row that was
 * written from a held-out label is left out with it, and each row has the weight that the labels of
 * the other folds speak for. Ours.
 * @returns null if there are fewer than 60 labels, nothing can be held out, or a fold has no rows
 */
export async function learningCurves(
  labels: readonly Featured[],
  rows: readonly FeaturedRow[],
  classes: number,
  { strengths, stream }: Drawing,
): Promise<LearningCurves | null> {
  const folds = foldsOf(labels, classes, stream);
  if (!folds || labels.length < FEWEST) return null;
  const random = randomStream(...stream, 'parts');
  const ofLabels = SHARES.map((): Part[] => []);
  const ofRows = SHARES.map((): Part[] => []);
  for (let fold = 0; fold < folds.count; fold++) {
    const seen = labels.filter((_, i) => folds.foldOf[i] !== fold);
    const held = labels.filter((_, i) => folds.foldOf[i] === fold);
    const own = rows.filter(({ parents }) =>
      parents.every((parent) => folds.foldOf[parent] !== fold),
    );
    const passed = passing(own, seen, classes);
    if (passed.length === 0) return null;
    const test = async (n: number, examples: readonly Featured[], fit: Fit): Promise<Part> => {
      const model = regress(examples, classes, fit);
      // the engine has others to answer
      await setImmediate();
      const isHit = ({ features, label }: Featured) => classify(model, features) === label;
      return { n, hits: held.map((example) => (isHit(example) ? 1 : 0)) };
    };
    for (const [s, share] of SHARES.entries()) {
      ofLabels[s]!.push(
        await overDraws(share, () => {
          const part = stratifiedPart(seen, share, random);
          return test(part.length, part, { C: strengths.labels });
        }),
      );
      ofRows[s]!.push(
        await overDraws(share, () => {
          const part = stratifiedPart(passed, share, random);
          const weights = weightsOfRows(seen, part, classes, strengths.rows);
          const rowWeights = [...seen.map(() => 1), ...weights];
          return test(part.length, [...seen, ...part], { C: strengths.rows, rowWeights });
        }),
      );
    }
  }
  const [byLabels, byRows] = [ofLabels.map(overFolds), ofRows.map(overFolds)];
  const { points, more } = curveOf(byRows, rows.length, [rows.length]);
  const withoutRows = { n: 0, accuracy: mean(byLabels.at(-1)!.hits) };
  return {
    labels: curveOf(byLabels, labels.length, MORE_LABELS),
    rows: { points: [withoutRows, ...points], more },
  };
}

/** The mean of several draws of a part, label by label. */
async function overDraws(share: number, draw: () => Promise<Part>): Promise<Part> {
  const parts: Part[] = [];
  for (let i = 0; i < (share === 1 ? 1 : DRAWS); i++) parts.push(await draw());
  return {
    n: mean(parts.map(({ n }) => n)),
    hits: parts[0]!.hits.map((_, i) => mean(parts.map(({ hits }) => hits[i]!))),
  };
}

const overFolds = (parts: readonly Part[]): Part => ({
  n: mean(parts.map(({ n }) => n)),
  hits: parts.flatMap(({ hits }) => hits),
});

/**
 * @param all the number of examples that there are, to which `more` are added
 */
function curveOf(parts: readonly Part[], all: number, more: readonly number[]): LearningCurve {
  const tests = parts[0]!.hits.length;
  const gains = (sample: readonly number[]) => {
    const law = fitPowerLaw(
      parts.map(({ n, hits }) => ({
        n,
        // half an error stands for none, whose logarithm there is not
        error: Math.max(1 - mean(sample.map((i) => hits[i]!)), 0.5 / tests),
      })),
    );
    return more.map((n) => gainOf(law, all, n));
  };
  const random = randomStream('learning curve', tests);
  const everyTest = Array.from({ length: tests }, (_, i) => i);
  const sampled = Array.from({ length: SAMPLES }, () =>
    gains(everyTest.map(() => random.below(tests))),
  );
  return {
    points: parts.map(({ n, hits }) => ({ n: Math.round(n), accuracy: mean(hits) })),
    more: gains(everyTest).map((gain, i) => {
      const sorted = sampled.map((each) => each[i]!).sort((a, b) => a - b);
      const at = (share: number) => sorted[Math.round(share * (SAMPLES - 1))]!;
      return { n: more[i]!, gain, ci95: [at(0.025), at(0.975)] as const };
    }),
  };
}

/** A part of examples in which each label has its share, and one example at least. */
function stratifiedPart<T extends Featured>(
  examples: readonly T[],
  share: number,
  random: RandomStream,
): T[] {
  if (share === 1) return [...examples];
  const byLabel = Map.groupBy(examples, ({ label }) => label);
  return [...byLabel.values()].flatMap((own) =>
    random.sample(own, Math.max(1, Math.round(share * own.length))),
  );
}
