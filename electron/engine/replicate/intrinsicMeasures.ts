import type { MeasureName } from '../../contract/measures.ts';

/** Where a figure of the papers' intrinsic tables is among the measures of a project's rows. */
export interface IntrinsicMeasure {
  readonly measure: MeasureName;
  /** The title of its column there. */
  readonly column: string;
  /** The title of the line of human texts; none if they are not measured by themselves. */
  readonly goldLine?: string;
  /** What the papers multiply it by: 100 for percent. */
  readonly times: 1 | 100;
}

/** What a row of a paper's table can say of rows themselves, in the place of students' accuracies. */
export const intrinsicMeasures = {
  labelPreservation: {
    measure: 'labels',
    column: 'as the oracle says',
    goldLine: 'your labels, held out',
    times: 100,
  },
  selfBleu5: {
    measure: 'diversity',
    column: 'Self-BLEU-5',
    goldLine: 'your labels',
    times: 100,
  },
  entityEntropy: {
    measure: 'entities',
    column: 'entropy, mean of types',
    goldLine: 'your texts',
    times: 1,
  },
  entityRecall: { measure: 'entities', column: 'recall of different names', times: 1 },
  entityRecallWeighted: { measure: 'entities', column: 'recall, weighted', times: 1 },
  entityDivergence: {
    measure: 'entities',
    column: 'KL from your texts, mean of types',
    times: 1,
  },
  mauve: { measure: 'mauve', column: 'c = 1, k = 30, as SynthesizRR', times: 100 },
  coverage: { measure: 'coverage', column: 'coverage in the picture', times: 100 },
  extrapolations: { measure: 'coverage', column: 'rows written from an error', times: 1 },
  errorCosine: { measure: 'coverage', column: 'cosine to it', times: 1 },
  errorEditDistance: { measure: 'coverage', column: 'edit distance, tokens', times: 1 },
  errorLength: { measure: 'coverage', column: 'tokens of the error', times: 1 },
  extrapolationLength: { measure: 'coverage', column: 'tokens of the row', times: 1 },
} as const satisfies Record<string, IntrinsicMeasure>;

export type IntrinsicName = keyof typeof intrinsicMeasures;
export const intrinsicNames = Object.keys(intrinsicMeasures) as [IntrinsicName, ...IntrinsicName[]];
