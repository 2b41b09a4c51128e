import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../transformer/readJson.ts';
import { lookAt } from './lookAt.ts';

/** Where sentence-transformers saves the pooling of a model. */
const POOLING_FILE = join('1_Pooling', 'config.json');

/** Its modes, of which several together are concatenated. */
const modes = z
  .record(z.string(), z.unknown())
  .transform((fields) =>
    Object.keys(fields).filter((key) => key.startsWith('pooling_mode_') && fields[key] === true),
  );

/**
 * How a sentence-transformers folder says that its model's tokens become the vector of a text: 'mean',
 * or undefined for another pooling, and for a folder that says nothing of it.
 * @throws BadInput if the file is there and is no JSON
 */
export async function folderPooling(folder: string): Promise<'mean' | undefined> {
  const file = join(folder, POOLING_FILE);
  if ((await lookAt(file)) === undefined) return undefined;
  const { data: chosen = [] } = modes.safeParse(await readJson(file));
  return chosen.length === 1 && chosen[0] === 'pooling_mode_mean_tokens' ? 'mean' : undefined;
}
