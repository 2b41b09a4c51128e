import type { MeasureName } from '../../contract/measures.ts';
import type { RetrievalCounts, TrainingCurves } from '../../contract/report.ts';

/** The place of a figure of the papers' intrinsic tables among the measures of a project's rows. */
export interface PanelMeasure {
  readonly measure: MeasureName;
  /** The index of its column. */
  readonly column: number;
  /** The indices of the lines of rows and of human texts, if a single list of rows is measured. */
  readonly line: { readonly rows: number; readonly gold?: number };
  /** Whether rows are measured without the human texts, which would lower their number. */
  readonly isAlone?: true;
  /**
   * Whether it depends on the number of texts, so that no more human texts are measured than a table
   * has rows. Those are measured as if they were rows if there is no line of human texts.
   */
  readonly dependsOnNumber?: true;
  /** What the papers multiply it by: 100 for percent. */
  readonly times: 1 | 100;
}

/** A figure of a run that its report has, in percent. */
export type ReportMeasure =
  | { readonly curve: keyof TrainingCurves }
  | { readonly retrieval: (counts: RetrievalCounts) => number };

export type IntrinsicMeasure = PanelMeasure | ReportMeasure;

const entities = { measure: 'entities', line: { rows: 1, gold: 0 }, times: 1 } as const;
const pairs = { measure: 'coverage', line: { rows: 0 }, times: 1 } as const;
const dynamics = {
  measure: 'dataMap',
  line: { rows: 0 },
  dependsOnNumber: true,
  times: 1,
} as const;
const selfBleu = {
  measure: 'diversity',
  // the last line has all texts
  line: { rows: -1, gold: -1 },
  isAlone: true,
  dependsOnNumber: true,
  times: 100,
} as const;

const ofPassages = (part: keyof RetrievalCounts['byQueries']) => ({
  retrieval: ({ byQueries, passages }: RetrievalCounts) => (100 * byQueries[part]) / passages,
});

/** What a row of a paper's table can say of rows themselves, in the place of students' accuracies. */
export const intrinsicMeasures = {
  labelPreservation: { measure: 'labels', column: 0, line: { rows: 1, gold: 0 }, times: 100 },
  selfBleu1: { ...selfBleu, column: 0 },
  selfBleu2: { ...selfBleu, column: 1 },
  selfBleu3: { ...selfBleu, column: 2 },
  selfBleu4: { ...selfBleu, column: 3 },
  selfBleu5: { ...selfBleu, column: 4 },
  entityEntropy: { ...entities, column: 0, dependsOnNumber: true },
  entityRecall: { ...entities, column: 1 },
  entityRecallWeighted: { ...entities, column: 2 },
  entityDivergence: { ...entities, column: 3 },
  personEntropy: { ...entities, column: 4, dependsOnNumber: true },
  placeEntropy: { ...entities, column: 5, dependsOnNumber: true },
  organizationEntropy: { ...entities, column: 6, dependsOnNumber: true },
  mauve: { measure: 'mauve', column: 0, line: { rows: 0 }, times: 100 },
  confidence: { ...dynamics, column: 0 },
  variability: { ...dynamics, column: 1 },
  coverage: { ...pairs, column: 0, times: 100 },
  extrapolations: { ...pairs, column: 2 },
  errorCosine: { ...pairs, column: 3 },
  errorEditDistance: { ...pairs, column: 4 },
  errorLength: { ...pairs, column: 5 },
  extrapolationLength: { ...pairs, column: 6 },
  trainingAccuracy: { curve: 'training' },
  testAccuracy: { curve: 'test' },
  differentPassages: { retrieval: ({ passages, places }) => (100 * passages) / places },
  passagesOfOneQuery: ofPassages('one'),
  passagesOfFewQueries: ofPassages('twoToFive'),
  passagesOfManyQueries: ofPassages('more'),
} as const satisfies Record<string, IntrinsicMeasure>;

export type IntrinsicName = keyof typeof intrinsicMeasures;
export const intrinsicNames = Object.keys(intrinsicMeasures) as [IntrinsicName, ...IntrinsicName[]];

/** Whether it needs the students' accuracies after each epoch. */
export function isOfCurves(name: IntrinsicName | undefined): boolean {
  return name !== undefined && 'curve' in intrinsicMeasures[name];
}

export function isInPercent(name: IntrinsicName): boolean {
  const measure: IntrinsicMeasure = intrinsicMeasures[name];
  return !('times' in measure) || measure.times === 100;
}
