import { BadInput } from '../badInput.ts';
import type { Normalizer } from './normalizeAligned.ts';

interface PreTokenizer {
  readonly tokenizers?: readonly (PreTokenizer | null)[];
  pre_tokenize(text: string | string[], options?: unknown): string[];
}

interface TokenizerParts {
  readonly normalizer: Normalizer | null;
  readonly pre_tokenizer: PreTokenizer | null;
}

/** Unicode's compatibility form makes 18 characters of one, and BERT puts spaces around some. */
const NORMALIZED = 64;
/** Byte-level BPE makes up to 4 characters of one. */
const SPLIT = 8;
/** What a short text may gain in addition, such as a space at its start. */
const CONSTANT = 1000;

/**
 * Makes the library's tokenizer stop when a text grows as no model's does: replacements that feed
 * one another would multiply it with each of them.
 * @param tokenizer whose two first stages are changed, so that each throws a BadInput
 */
export function boundGrowth({ normalizer, pre_tokenizer }: TokenizerParts, file: string): void {
  if (normalizer) {
    const steps = normalizersIn(normalizer).map((one) => one.normalize.bind(one));
    normalizer.normalize = (text) =>
      steps.reduce((read, step) => {
        const next = attempt(() => step(read), text.length, file);
        requireRoom(next.length, text.length, NORMALIZED, file);
        return next;
      }, text);
  }
  if (pre_tokenizer) {
    const steps = preTokenizersIn(pre_tokenizer).map((one) => one.pre_tokenize.bind(one));
    pre_tokenizer.pre_tokenize = (text, options) => {
      const before = lengthOf([text].flat());
      return steps.reduce((words, step) => {
        const next = attempt(() => step(words, options), before, file);
        requireRoom(lengthOf(next), before, SPLIT, file);
        return next;
      }, [text].flat());
    };
  }
}

function normalizersIn(normalizer: Normalizer): Normalizer[] {
  const inner = normalizer.normalizers ?? [];
  if (normalizer.config.type !== 'Sequence') return [normalizer];
  return inner.flatMap((one) => (one ? normalizersIn(one) : []));
}

function preTokenizersIn(preTokenizer: PreTokenizer): PreTokenizer[] {
  const { tokenizers } = preTokenizer;
  if (!tokenizers) return [preTokenizer];
  return tokenizers.flatMap((one) => (one ? preTokenizersIn(one) : []));
}

/** Each word counts one more, so that a text cannot be cut into empty words without end. */
function lengthOf(words: readonly string[]): number {
  return words.reduce((sum, { length }) => sum + length + 1, 0);
}

/** JavaScript refuses a string of half a gigabyte in its own words. */
function attempt<Result>(step: () => Result, before: number, file: string): Result {
  try {
    return step();
  } catch (error) {
    if (error instanceof RangeError) throw tooMuch(before, file);
    throw error;
  }
}

function requireRoom(length: number, before: number, factor: number, file: string): void {
  if (length > before * factor + CONSTANT) throw tooMuch(before, file);
}

function tooMuch(before: number, file: string): BadInput {
  return new BadInput(
    `${file}: the tokenizer multiplies a text of ${before.toLocaleString('en-US')} characters, which no model that Stillroom knows does. Get the model again, or choose another.`,
  );
}
