/** The size of a student's fine-tuning. */
export interface Training {
  readonly parameters: number;
  /** The length to which every record is padded or truncated. */
  readonly tokens: number;
  readonly epochs: number;
}

/** FLOPs of a BERT-like model per token and parameter, forward and backward (Brown et al. 2020). */
const FLOPS_OF_TOKEN_AND_PARAMETER = 6;

/**
 * Floating-point operations of trainings as S3 counts them (appendix B): 6 x tokens x parameters
 * for each record and epoch. S3 trains in every round, from scratch on all rows so far, so it has a
 * number of rows for each round; ZeroGen has a single number.
 */
export function trainingFlops(
  { parameters, tokens, epochs }: Training,
  rows: readonly number[],
): number {
  const ofRecord = FLOPS_OF_TOKEN_AND_PARAMETER * tokens * parameters;
  return ofRecord * epochs * rows.reduce((sum, n) => sum + n, 0);
}
