import { BadInput } from '../badInput.ts';
import { innerProduct, type TrainedLoss } from './trainedLoss.ts';

/** Rows whose mean loss is differentiated, with their targets. */
export interface LossBatch {
  readonly rows: readonly number[];
  readonly targets: Float32Array;
}

/** The constants of LiSSA and of the loss whose Hessian it inverts. */
interface LissaSettings {
  readonly damp: number;
  readonly scale: number;
  /** The factor of the squared weights in the loss. */
  readonly penalty: number;
}

/** The gradients on both sides differ by this share of their length: from, best and to. */
const DIFFERENCE = { least: 0.01, best: 0.02, most: 0.04 };
/** How far the weights are moved, as a share of their length: at first, and at least and at most. */
const STEP = { first: 1e-5, least: 1e-7, most: 1e-2 };

/** Multiplies vectors by the Hessian of a batch's mean loss at the weights where it was opened. */
interface Hessian {
  /** @param product receives the result */
  multiply(batch: LossBatch, vector: Float32Array, product: Float32Array): Promise<void>;
}

/**
 * The Hessian by the differences of gradients on both sides: Hv is (grad(θ + εv) - grad(θ - εv)) / 2ε. So no operator needs a
 * second derivative, and every family of students has one. The penalty's own product is added exactly.
 *
 * ε is relative to the weights and the vector, |εv| being a share of |θ|, and the share is searched for such that the gradients
 * differ by about 2% of their length. The error of the difference grows as ε², that of rounding in float32 as 1/ε; a fixed share
 * is a thousand times too long along gradients, where the loss bends most, or as much too short along other
 * directions (docs/decisions/0044). The next product begins with the share of the one before.
 * @param penalty the factor of the squared weights in the loss
 */
export function hessianOf(loss: TrainedLoss, penalty: number): Hessian {
  const weights = loss.weights.slice();
  const size = norm(weights);
  let share = STEP.first;
  /** Writes the difference of the gradients to the product, and returns its part of their length. */
  const differ = async (
    { rows, targets }: LossBatch,
    vector: Float32Array,
    epsilon: number,
    product: Float32Array,
  ): Promise<number> => {
    product.fill(0);
    let length = 0;
    for (const side of [1, -1]) {
      const by = side * epsilon;
      for (let i = 0; i < weights.length; i++) loss.weights[i] = weights[i]! + by * vector[i]!;
      (await loss.gradient(rows, targets, 1 / rows.length)).addTo(product, side);
      if (side === 1) length = norm(product);
    }
    loss.weights.set(weights);
    return norm(product) / length;
  };
  return {
    async multiply(batch, vector, product) {
      const length = norm(vector);
      if (length === 0) {
        product.fill(0);
        return;
      }
      const unit = size / length;
      let part = await differ(batch, vector, share * unit, product);
      for (let tries = 0; tries < 4 && isFar(part); tries++) {
        const next = Math.min(STEP.most, Math.max(STEP.least, (share * DIFFERENCE.best) / part));
        if (next === share) break;
        share = next;
        part = await differ(batch, vector, share * unit, product);
      }
      for (let i = 0; i < product.length; i++) product[i] = product[i]! / (2 * share * unit);
      for (const [from, to] of loss.penalised) {
        for (let i = from; i < to; i++) product[i] = product[i]! + 2 * penalty * vector[i]!;
      }
    },
  };
}

const isFar = (part: number) => part < DIFFERENCE.least || part > DIFFERENCE.most;

/**
 * The product of the inverse Hessian of the training loss with a vector, by LiSSA (Agarwal, Bullins and Hazan 2017):
 * h becomes v + (1 - damp) h - Hh / scale, with the Hessian of one batch after the other, and the result is h / scale. With
 * batches enough it is (H + damp * scale)^-1 v.
 * @param onBatch is told after each batch
 * @throws BadInput if it diverges
 */
export async function inverseHessianProduct(
  loss: TrainedLoss,
  vector: Float32Array,
  batches: readonly LossBatch[],
  { damp, scale, penalty }: LissaSettings,
  onBatch: () => void = () => {},
): Promise<Float32Array> {
  const hessian = hessianOf(loss, penalty);
  const estimate = vector.slice();
  const product = new Float32Array(vector.length);
  const length = norm(vector);
  for (const [n, batch] of batches.entries()) {
    await hessian.multiply(batch, estimate, product);
    for (let i = 0; i < estimate.length; i++) {
      estimate[i] = vector[i]! + (1 - damp) * estimate[i]! - product[i]! / scale;
    }
    // a step that converges adds the vector's length at most
    if (!(norm(estimate) <= 2 * (n + 2) * length)) throw diverged(n + 1, scale);
    onBatch();
  }
  for (let i = 0; i < estimate.length; i++) estimate[i] = estimate[i]! / scale;
  return estimate;
}

const norm = (vector: Float32Array) => Math.sqrt(innerProduct(vector, vector));

function diverged(batch: number, scale: number): BadInput {
  return new BadInput(
    `The influence of rows cannot be computed: at batch ${batch} LiSSA diverges with its scale of ${scale}, since the ` +
      "student's loss is too steep or not a number. Lower student.learningRate or student.epochs, or set student.method " +
      'to head.',
  );
}
