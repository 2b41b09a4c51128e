import { BadInput } from '../badInput.ts';
import { innerProduct, type TrainedLoss } from './trainedLoss.ts';

/** Rows whose mean loss is differentiated, with their targets. */
export interface LossBatch {
  readonly rows: readonly number[];
  readonly targets: Float32Array;
}

/** The constants of LiSSA and of the loss whose Hessian it inverts. */
export interface LissaSettings {
  readonly damp: number;
  readonly scale: number;
  /** The factor of the squared weights in the loss. */
  readonly penalty: number;
}

/** The step of the differences, as a share of the weights' length; `hessianProduct` says why. */
const STEP = 2e-4;

/**
 * The product of the Hessian of a batch's mean loss with a vector, by the difference of the gradients on both sides:
 * (grad(θ + εv) - grad(θ - εv)) / 2ε. So no operator needs a second derivative, and every family of students has one.
 * The penalty's own product is added exactly.
 *
 * ε moves the weights by 2 of 10,000 parts of their length: ε = 2e-4 |θ| / |v|. Longer steps leave the error of the difference,
 * which grows as ε² and is largest along gradients, shorter ones that of float32, which grows as 1/ε (docs/decisions/0044).
 * @param weights where the loss is differentiated
 * @param product receives the result
 */
export async function hessianProduct(
  loss: TrainedLoss,
  { rows, targets }: LossBatch,
  vector: Float32Array,
  { weights, penalty }: { readonly weights: Float32Array; readonly penalty: number },
  product: Float32Array,
): Promise<void> {
  product.fill(0);
  const length = norm(vector);
  if (length === 0) return;
  const epsilon = (STEP * norm(weights)) / length;
  for (const side of [1, -1]) {
    const by = side * epsilon;
    for (let i = 0; i < weights.length; i++) loss.weights[i] = weights[i]! + by * vector[i]!;
    // subtracted before they are divided, which rounds nothing
    (await loss.gradient(rows, targets, 1 / rows.length)).addTo(product, side);
  }
  loss.weights.set(weights);
  for (let i = 0; i < product.length; i++) product[i] = product[i]! / (2 * epsilon);
  for (const [from, to] of loss.penalised) {
    for (let i = from; i < to; i++) product[i] = product[i]! + 2 * penalty * vector[i]!;
  }
}

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
  const at = { weights: loss.weights.slice(), penalty };
  const estimate = vector.slice();
  const product = new Float32Array(vector.length);
  const length = norm(vector);
  for (const [n, batch] of batches.entries()) {
    await hessianProduct(loss, batch, estimate, at, product);
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
