/** A student's predictions for its own training examples after one epoch, in their order. */
export interface EpochJudgement {
  /** The probability of each row's assigned label, from 0 to 1. */
  readonly probabilities: Float32Array;
  /** 1 if the assigned label is the most likely one, otherwise 0. */
  readonly right: Float32Array;
}

/** An example's place on the data map of Swayamdipta et al. 2020 (section 2). */
export interface ExampleDynamics {
  /** The mean of the assigned label's probability over the epochs. */
  readonly confidence: number;
  /** Its population standard deviation over the epochs. */
  readonly variability: number;
  /** The share of epochs in which the label is predicted correctly. */
  readonly correctness: number;
}

/** The training dynamics of each example, in their order. */
export function dataMap(epochs: readonly EpochJudgement[]): ExampleDynamics[] {
  const mean = (values: readonly number[]) => values.reduce((a, b) => a + b, 0) / values.length;
  return Array.from(epochs[0]?.probabilities ?? [], (_, example) => {
    const probabilities = epochs.map((epoch) => epoch.probabilities[example]!);
    const confidence = mean(probabilities);
    return {
      confidence,
      variability: Math.sqrt(mean(probabilities.map((p) => (p - confidence) ** 2))),
      correctness: mean(epochs.map(({ right }) => right[example]!)),
    };
  });
}
