import { BadInput } from '../badInput.ts';

/** The families' own tokenizers have up to 10 settings of their own, each of a few characters. */
const MOST_PARTS = 100;
const MOST_CHARACTERS = 64;
/** Words longer than this are unknown to WordPiece; its time grows with the square of the length. */
const LONGEST_WORD = 1000;

/** The file's own data, which its size limits. */
const DATA: readonly string[] = ['vocab', 'merges', 'precompiled_charsmap'];

interface TokenizerParts {
  readonly normalizer?: unknown;
  readonly pre_tokenizer?: unknown;
  readonly model?: unknown;
}

/**
 * Checks the parts of a tokenizer.json that are applied to every text: a hostile one has thousands
 * of them, or inserts strings of megabytes.
 * @throws BadInput naming the part that no model has
 */
export function requireModestTokenizer(
  { normalizer, pre_tokenizer, model }: TokenizerParts,
  file: string,
): void {
  let parts = 0;
  const check = (name: string, value: unknown): void => {
    if (typeof value === 'string') requireShort(name, value, file);
    if (value === null || typeof value !== 'object') return;
    parts++;
    if (parts > MOST_PARTS) throw unknown(file, `has more than ${MOST_PARTS} parts`);
    if (Reflect.get(value, 'type') === 'FixedLength') requireLength(value, file);
    for (const [key, inner] of Object.entries(value)) if (!DATA.includes(key)) check(key, inner);
  };
  check('normalizer', normalizer);
  check('pre_tokenizer', pre_tokenizer);
  check('model', model);
  requireShortWords(model, file);
}

function requireShort(name: string, value: string, file: string): void {
  if (value.length <= MOST_CHARACTERS) return;
  throw unknown(file, `has a ${name} of ${value.length.toLocaleString('en-US')} characters`);
}

/** Pieces without a length would be cut from a text without end. */
function requireLength(part: object, file: string): void {
  const length: unknown = Reflect.get(part, 'length');
  if (typeof length === 'number' && length >= 1) return;
  throw unknown(file, `cuts words into pieces of length ${length}`);
}

function requireShortWords(model: unknown, file: string): void {
  if (model === null || typeof model !== 'object') return;
  const longest: unknown = Reflect.get(model, 'max_input_chars_per_word');
  if (typeof longest !== 'number' || longest <= LONGEST_WORD) return;
  throw unknown(file, `looks up words of ${longest.toLocaleString('en-US')} characters`);
}

function unknown(file: string, what: string): BadInput {
  return new BadInput(
    `${file}: the tokenizer ${what}, which no model that Stillroom knows does. Get the model again, or choose another.`,
  );
}
