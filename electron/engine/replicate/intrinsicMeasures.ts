import type { MeasureName } from '../../contract/measures.ts';

/** The place of a figure of the papers' intrinsic tables among the measures of a project's rows. */
export interface IntrinsicMeasure {
  readonly measure: MeasureName;
  /** The index of its column. */
  readonly column: number;
  /** The indices of the lines of rows and of human texts, if a single list of rows is measured. */
  readonly line: { readonly rows: number; readonly gold?: number };
  /** Whether rows are measured without the human texts, which would lower their number. */
  readonly isAlone?: true;
  /** What the papers multiply it by: 100 for percent. */
  readonly times: 1 | 100;
}

const entities = { measure: 'entities', line: { rows: 1, gold: 0 }, times: 1 } as const;
const pairs = { measure: 'coverage', line: { rows: 0 }, times: 1 } as const;

/** What a row of a paper's table can say of rows themselves, in the place of students' accuracies. */
export const intrinsicMeasures = {
  labelPreservation: { measure: 'labels', column: 0, line: { rows: 1, gold: 0 }, times: 100 },
  // the last line has all texts
  selfBleu5: {
    measure: 'diversity',
    column: 4,
    line: { rows: -1, gold: -1 },
    isAlone: true,
    times: 100,
  },
  entityEntropy: { ...entities, column: 0 },
  entityRecall: { ...entities, column: 1 },
  entityRecallWeighted: { ...entities, column: 2 },
  entityDivergence: { ...entities, column: 3 },
  mauve: { measure: 'mauve', column: 0, line: { rows: 0 }, times: 100 },
  coverage: { ...pairs, column: 0, times: 100 },
  extrapolations: { ...pairs, column: 2 },
  errorCosine: { ...pairs, column: 3 },
  errorEditDistance: { ...pairs, column: 4 },
  errorLength: { ...pairs, column: 5 },
  extrapolationLength: { ...pairs, column: 6 },
} as const satisfies Record<string, IntrinsicMeasure>;

export type IntrinsicName = keyof typeof intrinsicMeasures;
export const intrinsicNames = Object.keys(intrinsicMeasures) as [IntrinsicName, ...IntrinsicName[]];
