import { cpus } from 'node:os';
import { mean } from '../../electron/engine/measures/mean.ts';
import { noiseRobustWeights } from '../../electron/engine/measures/noiseRobustWeights.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openEncoder } from '../../models/encoder/encoder.ts';
import { randomStream } from '../../models/randomStream.ts';
import {
  chooseStrength,
  classify,
  fitLogisticRegression,
} from '../../models/student/logisticRegression.ts';
import { labelledTexts, labelsOf } from './peer/dataSets.ts';
import type { BenchmarkResult } from './run.ts';

const DATA = ['ag_news', 'sst2'];
const ROWS = [200, 800, 1600];
const DRAWS = 4;
const WRONG = 0.3;
const TEST_TEXTS = 1000;
/** The default of the recipe. */
const ITERATIONS = 20;

interface Row {
  readonly features: Float32Array;
  readonly label: number;
}

/**
 * What SunGen's weights bring where 30% of the labels are wrong: the accuracy of a regression of all rows, of the
 * weighted rows, of the half of each label with the largest weights, and of the right rows only, on 1,000 texts;
 * and how often a right row has a larger weight than a wrong one of its label.
 */
export async function wrongLabels(): Promise<BenchmarkResult> {
  const { files } = await openModelStore().require('all-minilm-l6-v2', 'encoder');
  const encoder = await openEncoder(files as Parameters<typeof openEncoder>[0], {
    threads: cpus().length,
  });
  const medians: Record<string, object> = {};
  for (const name of DATA) {
    const labels = labelsOf(name);
    const featured = async (part: 'train' | 'test', most: number): Promise<Row[]> => {
      const texts = labelledTexts(name, part, { most, fields: ['text'], labels });
      const vectors = await encoder.embed(
        texts.map(({ text }) => text),
        128,
      );
      const width = encoder.dimension;
      return texts.map(({ label }, i) => ({
        features: vectors.subarray(i * width, (i + 1) * width),
        label,
      }));
    };
    const pool = await featured('train', 2 * Math.max(...ROWS));
    const test = await featured('test', TEST_TEXTS);
    for (const n of ROWS) {
      const draws = Array.from({ length: DRAWS }, (_, draw) =>
        compare(pool, test, labels.length, { n, draw: [name, n, draw] }),
      );
      const names = Object.keys(draws[0]!);
      const found = Object.fromEntries(
        names.map((one) => [one, Number(mean(draws.map((draw) => draw[one]!)).toFixed(3))]),
      );
      console.error(`${name}, ${n} rows: ${JSON.stringify(found)}`);
      medians[`${name}, ${n} rows`] = found;
    }
  }
  return {
    name: 'wrongLabels',
    ratios: {},
    medians,
    machine: { cpu: cpus()[0]!.model, draws: DRAWS },
  };
}

function compare(
  pool: readonly Row[],
  test: readonly Row[],
  count: number,
  { n, draw }: { readonly n: number; readonly draw: readonly (string | number)[] },
): Record<string, number> {
  const random = randomStream('wrong labels', ...draw);
  const rows = random.sample(pool, n).map(({ features, label }) => {
    const isWrong = random.uniform() < WRONG;
    return {
      features,
      isWrong,
      label: isWrong ? (label + 1 + random.below(count - 1)) % count : label,
    };
  });
  const weights = weightsOf(rows, count, draw);
  const weighed = rows.map((row, i) => ({ ...row, weight: weights[i]! }));
  const each = Array.from({ length: count }, (_, c) => weighed.filter(({ label }) => label === c));
  const accuracy = (of: readonly (Row & { readonly weight?: number })[]) => {
    const features = of.map((row) => row.features);
    const classes = of.map(({ label }) => label);
    const rowWeights = of.map(({ weight = 1 }) => weight);
    const C = chooseStrength(features, classes, count, draw, { rowWeights });
    const model = fitLogisticRegression(features, classes, count, { C, rowWeights });
    return mean(test.map((row) => Number(classify(model, row.features) === row.label)));
  };
  const scaled = each.flatMap((own) => {
    const average = mean(own.map(({ weight }) => weight));
    return own.map((row) => ({ ...row, weight: row.weight / average }));
  });
  const largest = each.flatMap((own) =>
    own
      .toSorted((a, b) => b.weight - a.weight)
      .slice(0, Math.ceil(own.length / 2))
      .map(({ features, label }) => ({ features, label })),
  );
  return {
    unweighted: accuracy(rows),
    weighted: accuracy(scaled),
    selected: accuracy(largest),
    rightOnly: accuracy(rows.filter(({ isWrong }) => !isWrong)),
    rightAboveWrong: mean(each.map(rightAboveWrong)),
  };
}

function weightsOf(
  rows: readonly Row[],
  count: number,
  draw: readonly (string | number)[],
): Float64Array {
  const features = rows.map((row) => row.features);
  const classes = rows.map(({ label }) => label);
  const search = noiseRobustWeights(
    { features, classes, count },
    { iterations: ITERATIONS },
    randomStream('weights', ...draw),
  );
  return [...search].findLast((weights) => weights !== undefined)!;
}

/** The share of pairs of a right and a wrong row in which the right one has the larger weight. */
function rightAboveWrong(
  rows: readonly { readonly isWrong: boolean; readonly weight: number }[],
): number {
  const wrong = rows.filter(({ isWrong }) => isWrong);
  const right = rows.filter(({ isWrong }) => !isWrong);
  return mean(right.map(({ weight }) => mean(wrong.map((other) => Number(weight > other.weight)))));
}
