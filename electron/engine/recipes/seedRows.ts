import type { S3Settings } from '../../contract/recipes/s3.ts';
import type { VerbalizedSetting } from '../../contract/recipes/verbalizedSetting.ts';
import type { Pass } from '../steps/untilKept.ts';

/** The settings of S3's seed set, apart from its number of rows. */
export type SeedSettings = Pick<
  S3Settings,
  'rationales' | 'rationalesPerPrompt' | 'temperature' | 'topP'
> & { readonly verbalized: VerbalizedSetting };

/** S3's seed set, which can grow to any number of rows; a larger set starts with the same rows. */
export interface SeedRows {
  /** Rows `from` to `to` - 1; if an answer holds several texts, only from the first row on. */
  write(from: number, to: number): Promise<Pass>;
  /** Tokens of the calls that listed rationales. */
  readonly tokens: number;
}
