import { BadInput } from '../../../models/badInput.ts';
import type { ClassifierSettings } from '../../../models/student/student.ts';
import type { StudentSettings } from '../../contract/experiment.ts';
import { probabilities } from '../measures/probabilities.ts';
import { saysOnly, score } from '../measures/score.ts';
import { type LabelledRow, studentInput } from '../steps/labelledRow.ts';
import { passesAnEpoch } from './passesAnEpoch.ts';
import type { TaskHead } from './taskHead.ts';

/** Students that assign one of several labels to a text or a pair. */
export function labelHead(labels: readonly string[]): TaskHead {
  const indexed = labelIndexer(labels);
  return {
    requireRows: requireTwoLabels,
    settings: classifierSettings,
    named: namedRow,
    async train(host, { train, first, validation, watched, predict, student, choose, ...request }) {
      const { logits, ...trained } = await host.call('train', {
        ...request,
        labels,
        train: train.map(indexed),
        ...(first
          ? {
              first: {
                train: first.train.map(indexed),
                settings: classifierSettings(student, 'last', first.train.length),
                checkpoints: first.checkpoints,
              },
            }
          : {}),
        validation: validation.map(indexed),
        ...(watched ? { watched: watched.map(indexed) } : {}),
        predict: predict.map(studentInput),
        settings: classifierSettings(student, choose, train.length),
      });
      const predicted = logits.map((row) => labels[row.indexOf(Math.max(...row))]!);
      const confidences = logits.map((row) => Math.max(...probabilities(row)));
      return { ...trained, predicted, confidences };
    },
    isRight: (predicted, { label }) => predicted === label,
    only(predicted, rows) {
      const actual = rows.map(({ label }) => label);
      return saysOnly(predicted, actual).only ?? null;
    },
    score: (predicted, rows) =>
      score(
        predicted,
        rows.map(({ label }) => label),
        labels,
      ),
  };
}

/** A row as a student's process takes it, with its label as an index and its shares in that order. */
export function labelIndexer(labels: readonly string[]) {
  return ({ shares, ...row }: LabelledRow) => ({
    text: studentInput(row),
    label: labels.indexOf(row.label),
    ...(row.weight === undefined ? {} : { weight: row.weight }),
    ...(shares ? { shares: labels.map((label) => shares[label]!) } : {}),
  });
}

/** A row as it appears in a step's inputs. */
export const namedRow = (row: LabelledRow) => [
  studentInput(row),
  row.label,
  ...(row.weight === undefined ? [] : [row.weight]),
  ...(row.shares ? [row.shares] : []),
];

/**
 * @throws BadInput if all rows have the same label, because a student can learn nothing from them
 */
export function requireTwoLabels(rows: readonly LabelledRow[], key: string): void {
  const [first] = rows;
  if (first && rows.every(({ label }) => label === first.label)) {
    throw new BadInput(
      `${key}: all ${rows.length} training texts are labelled '${first.label}', so a student could only ` +
        'learn to say that. Make more texts for the other labels, or keep more of them when you clean.',
    );
  }
}

/**
 * The settings of an experiment's student, as its process takes them.
 * @param rows number of training examples
 */
export function classifierSettings(
  student: StudentSettings & { readonly strength?: number },
  choose: 'best' | 'last',
  rows: number,
): ClassifierSettings {
  const { epochs, batch, learningRate, weightDecay, warmup, maxLength } = student;
  // SynthesizRR App. K's epsilon
  const epsilon = 1e-6;
  const passes = passesAnEpoch(student, rows);
  return {
    ...(student.method === 'head' ? { method: 'head' as const } : {}),
    ...(student.method === 'head' && student.strength !== undefined
      ? { strength: student.strength }
      : {}),
    ...(student.method !== 'head' && student.pooling === 'mean'
      ? { pooling: 'mean' as const }
      : {}),
    epochs,
    ...(passes > 1 ? { passes } : {}),
    batchSize: batch,
    learningRate,
    weightDecay,
    warmup,
    maxLength,
    epsilon,
    choose,
  };
}
