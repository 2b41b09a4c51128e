import { cpus } from 'node:os';
import { mean } from '../../electron/engine/measures/mean.ts';
import { regress } from '../../electron/engine/training/chooseUse.ts';
import { learningCurves } from '../../electron/engine/training/learningCurves.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openEncoder } from '../../models/encoder/encoder.ts';
import { randomStream } from '../../models/randomStream.ts';
import { classify } from '../../models/student/logisticRegression.ts';
import { type Bar, under } from './peer/bar.ts';
import { labelledTexts, labelsOf } from './peer/dataSets.ts';
import type { BenchmarkResult } from './run.ts';

const DATA = ['rotten_tomatoes', 'ag_news', 'banking77'];
const LABELS = [80, 160, 320];
const FURTHER = 100;
const DRAWS = 8;
const POOL = 2000;
const TEST_TEXTS = 1000;
/** This many labels are taken of a data set with more. */
const MOST_CLASSES = 10;
/** The inverse of the regressions' penalty. */
const C = 10;

/**
 * How well the learning curve of the labels tells what 100 more labels bring: for each data set and
 * number of labels, the gain that it tells and the gain on 1,000 test texts, over eight draws.
 */
export async function labelsToCome(): Promise<BenchmarkResult> {
  const { files } = await openModelStore().require('all-minilm-l6-v2', 'encoder');
  const encoder = await openEncoder(files as Parameters<typeof openEncoder>[0], {
    threads: cpus().length,
  });
  const bars: Bar[] = [];
  const medians: Record<string, object> = {};
  for (const name of DATA) {
    const labels = labelsOf(name).slice(0, MOST_CLASSES);
    const featured = async (part: 'train' | 'test', most: number) => {
      const all = labelledTexts(name, part, { most: 20_000, fields: ['text'], labels });
      const texts = randomStream(name, part).sample(
        all.filter(({ label }) => label >= 0),
        most,
      );
      const vectors = await encoder.embed(
        texts.map(({ text }) => text),
        128,
      );
      const width = encoder.dimension;
      return texts.map(({ label }, i) => ({
        features: vectors.subarray(i * width, (i + 1) * width),
        label,
        parents: [],
      }));
    };
    const pool = await featured('train', POOL);
    const test = await featured('test', TEST_TEXTS);
    const accuracy = (of: typeof pool) => {
      const model = regress(of, labels.length, { C });
      return (
        test.filter(({ features, label }) => classify(model, features) === label).length /
        test.length
      );
    };
    for (const n of LABELS) {
      const told: number[] = [];
      const found: number[] = [];
      for (let draw = 0; draw < DRAWS; draw++) {
        const drawn = randomStream(name, n, draw).shuffle(pool);
        // its curve of rows is not asked for, so a few do
        const curves = await learningCurves(drawn.slice(0, n), drawn.slice(-20), labels.length, {
          strengths: { labels: C, rows: C },
          stream: [draw],
        });
        told.push(curves!.labels.more.find((one) => one.n === FURTHER)!.gain);
        found.push(accuracy(drawn.slice(0, n + FURTHER)) - accuracy(drawn.slice(0, n)));
      }
      const points = (values: readonly number[]) => 100 * mean(values);
      const squares = told.map((gain, draw) => (gain - found[draw]!) ** 2);
      const error = 100 * Math.sqrt(mean(squares));
      const cell = `${name}, ${n} labels`;
      medians[cell] = { told: points(told), found: points(found), error };
      console.error(
        `${cell}: told ${points(told).toFixed(1)}, found ${points(found).toFixed(1)} points`,
      );
      bars.push(under(`${cell}: root mean square error of the gain, in points`, error, 5));
    }
  }
  return {
    name: 'labelsToCome',
    ratios: {},
    medians,
    machine: { cpu: cpus()[0]!.model, node: process.version },
    bars,
  };
}
