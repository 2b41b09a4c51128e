import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../badInput.ts';
import { parseJson } from '../catalog/parseJson.ts';
import { MOST_CONFIG_BYTES, requirePlainFile } from '../catalog/requirePlainFile.ts';

/** Four times the vocabulary of 250,000 pieces in a multilingual model's tokenizer.json. */
const MOST_TOKENIZER_BYTES = 64 * 1024 * 1024;

/**
 * Reads a model's config.json or tokenizer.json.
 * @throws BadInput if it cannot be read, is too large or is not JSON
 */
export async function readJson(file: string): Promise<unknown> {
  const isTokenizer = path.basename(file) === 'tokenizer.json';
  requirePlainFile(file, { mostBytes: isTokenizer ? MOST_TOKENIZER_BYTES : MOST_CONFIG_BYTES });
  const text = await readFile(file, 'utf8');
  try {
    return parseJson(text);
  } catch {
    throw new BadInput(`${file} is not valid JSON; get the model again.`);
  }
}
