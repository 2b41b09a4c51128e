import type { Encoder } from '../encoder/encoder.ts';
import { randomStream } from '../randomStream.ts';
import { chunks } from './batchPlan.ts';
import { MEAN_HEAD } from './classificationHead.ts';
import { classTargets } from './classTargets.ts';
import { headLoss } from './headLoss.ts';
import { inverseHessianProduct, type LossBatch } from './inverseHessian.ts';
import type { Reader } from './runTraining.ts';
import type { ClassifierShape } from './studentGraph.ts';
import { atTemperature } from './temperature.ts';
import { openTrainedLoss, type TrainedLoss } from './trainedLoss.ts';
import { encodeInput, type LabelledText, targetOf } from './trainStudent.ts';

/** ProGen's repository, main.py and influence_utils: LiSSA's constants, and the factor of the squared weights. */
const LISSA = { damp: 5e-3, scale: 1e4, penalty: 5e-3 };
const BATCH = 10;
/** The batches of LiSSA for ProGen's 10,000 rows; with fewer rows it goes through them once. */
const MOST_BATCHES = 1000;
/** Held-out rows whose gradients are computed at once. */
const HELD_BATCH = 32;

interface InfluenceInput extends ClassifierShape, Omit<Reader, 'executor'> {
  /** What the student learned from: the rows whose influence is computed. */
  readonly train: readonly LabelledText[];
  /** The rows on which it is judged. */
  readonly held: readonly LabelledText[];
  readonly settings: { readonly maxLength: number };
  readonly threads: number;
  /** Names the random stream of the order of batches. */
  readonly stream: readonly (string | number)[];
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * The influence of each training row on a trained student's loss on held-out rows (Koh and Liang 2017, as ProGen uses it):
 * I(z) = -grad L(z)ᵀ s with s = H^-1 grad L_RCE(held). It is to first order by how much that loss grows if z counts more, so a row
 * with a negative influence helps. L is the cross-entropy, H the Hessian of its mean over the training rows with a penalty,
 * and L_RCE the reverse cross-entropy, which rows of a wrong label mislead little.
 *
 * The same rows, weights and stream give the same bits with any number of threads.
 * @param frozenBody for a student of which only the head was trained
 * @throws BadInput if it cannot be computed, because LiSSA diverges
 */
export async function influencesOf(
  input: InfluenceInput,
  frozenBody?: Encoder,
): Promise<readonly number[]> {
  const loss = await lossOf(input, frozenBody);
  try {
    return await influences(loss, input);
  } finally {
    await loss.release();
  }
}

/** The loss on the training rows and behind them the held-out rows. */
async function lossOf(
  { train, held, settings, weights, threads, ...reader }: InfluenceInput,
  frozenBody: Encoder | undefined,
): Promise<TrainedLoss> {
  const texts = [...train, ...held].map(({ text }) => text);
  if (!frozenBody) {
    const encoded = texts.map((text) => encodeInput(reader, text, settings.maxLength));
    return openTrainedLoss({ ...reader, weights }, encoded, threads);
  }
  const vectors = await frozenBody.embed(texts, settings.maxLength);
  const width = frozenBody.dimension;
  const head = (part: string) => weights.views.get(`${MEAN_HEAD}.${part}`)!.data;
  return headLoss(
    { weights: head('weight'), biases: head('bias') },
    texts.map((_, row) => vectors.subarray(row * width, (row + 1) * width)),
  );
}

async function influences(
  loss: TrainedLoss,
  { train, held, classes, stream, onProgress = () => {} }: InfluenceInput,
): Promise<readonly number[]> {
  const targets = train.map(targetOf);
  const toBatch = (rows: readonly number[]): LossBatch => ({
    rows,
    targets: classTargets(
      rows.map((row) => targets[row]!),
      classes,
    ),
  });
  const order = randomStream(...stream, 'influence').shuffle([...train.keys()]);
  const batches = chunks(order, BATCH).slice(0, MOST_BATCHES).map(toBatch);
  const total = batches.length + train.length;
  let done = 0;
  const tell = () => onProgress(++done, total);
  const gradient = await reverseGradient(loss, held, train.length);
  const s = await inverseHessianProduct(loss, gradient, batches, LISSA, tell);
  const found: number[] = [];
  for (const row of train.keys()) {
    const { rows, targets: own } = toBatch([row]);
    found.push(-(await loss.gradient(rows, own, 1)).dot(s));
    tell();
  }
  return found;
}

/**
 * The gradient of the mean reverse cross-entropy of the held-out rows, -sum_c p_c log softmax(onehot(y))_c. It differs from -p_y by a
 * constant, so its gradient by the logits is -p_y (onehot(y) - p).
 * @param first the place of the first of them among the rows of the loss
 */
export async function reverseGradient(
  loss: TrainedLoss,
  held: readonly Pick<LabelledText, 'label'>[],
  first: number,
): Promise<Float32Array> {
  const sum = new Float32Array(loss.weights.length);
  for (const places of chunks([...held.keys()], HELD_BATCH)) {
    const rows = places.map((place) => first + place);
    const logits = await loss.logits(rows);
    const targets = places.flatMap((place, i) => {
      const probabilities = atTemperature(logits[i]!);
      const { label } = held[place]!;
      const own = probabilities[label]!;
      return probabilities.map((p, c) => own * ((c === label ? 1 : 0) - p));
    });
    const gradient = await loss.gradient(rows, Float32Array.from(targets), 1 / held.length);
    gradient.addTo(sum, 1);
  }
  return sum;
}
