import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import { WORD_TABLE } from '../transformer/encoderBody.ts';
import { bodyFields, parseEncoderConfig } from '../transformer/encoderConfig.ts';
import { exportedTokenizer } from '../transformer/exportedTokenizer.ts';
import { readJson } from '../transformer/readJson.ts';
import { writeTensors } from '../transformer/safetensors.ts';
import { readTokenizer } from '../transformer/tokenizer.ts';
import { replaceFile } from './checkpoint.ts';
import { FAMILIES } from './classificationHead.ts';
import type { ModelFiles } from './modelFiles.ts';
import { numbersAsWritten } from './numbersAsWritten.ts';
import type { Weights } from './weights.ts';

interface SavedHead {
  readonly task: 'ForSequenceClassification' | 'ForQuestionAnswering' | 'Model';
  /** Fields of config.json in addition to the body's. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly maxLength: number;
}

/** Writes a student as a Hugging Face folder, atomically. */
export async function writeModelFolder(
  folder: string,
  base: ModelFiles,
  weights: Weights,
  { task, fields, maxLength }: SavedHead,
): Promise<void> {
  const known = parseEncoderConfig(await readJson(base['config.json']), base['config.json']);
  const config = numbersAsWritten(await readFile(base['config.json'], 'utf8'));
  const tokenizer = await readTokenizer(base['tokenizer.json']);
  const family = FAMILIES[known.type];
  const beside = `${folder}.part`;
  await rm(beside, { recursive: true, force: true });
  await mkdir(beside, { recursive: true });
  await replaceFile(path.join(beside, 'model.safetensors'), (file) =>
    writeTensors(file, withFileNames(weights.views, family), { format: 'pt' }),
  );
  await writeJson(path.join(beside, 'config.json'), {
    ...bodyFields(config as Record<string, unknown>),
    architectures: [`${family.name}${task}`],
    ...fields,
  });
  const hasSegments = known.tokenTypes > 1;
  const files = exportedTokenizer(tokenizer, base['tokenizer.json'], { maxLength, hasSegments });
  for (const [name, value] of Object.entries(files)) {
    await writeJson(path.join(beside, name), value);
  }
  await rm(folder, { recursive: true, force: true });
  await rename(beside, folder);
}

/** Hugging Face prefixes a body's weights with the family's name, but not a head's. */
function withFileNames<Value>(
  weights: ReadonlyMap<string, Value>,
  { prefix, outside, wordTable }: (typeof FAMILIES)[keyof typeof FAMILIES],
): Map<string, Value> {
  const inFile = (name: string) => {
    if (name === WORD_TABLE) return `${prefix}${wordTable}`;
    return outside.test(name) ? name : `${prefix}${name}`;
  };
  return new Map([...weights].map(([name, value]) => [inFile(name), value]));
}

/** The three files of a model folder. */
export function filesIn(folder: string): ModelFiles {
  return {
    'config.json': path.join(folder, 'config.json'),
    'model.safetensors': path.join(folder, 'model.safetensors'),
    'tokenizer.json': path.join(folder, 'tokenizer.json'),
  };
}

/** Tokens of the longest text of a saved student: two special ones and one of its own at least. */
export const savedLength = z.int().min(3).max(262_144);

/** The fields of a student's config.json. @throws BadInput naming the field that is wrong */
export function savedFields<Schema extends z.ZodType>(
  config: unknown,
  file: string,
  schema: Schema,
): z.output<Schema> {
  const parsed = schema.safeParse(config);
  if (parsed.success) return parsed.data;
  const { path: field, message } = parsed.error.issues[0]!;
  throw new BadInput(
    `${file}: ${field.join('.') || 'the file'}: ${message}. The folder holds no student of this kind, or it ` +
      'is damaged: export it again.',
  );
}

async function writeJson(file: string, value: unknown): Promise<void> {
  await writeFile(file, `${JSON.stringify(value, null, 2)}\n`, { flush: true });
}
