import { join } from 'node:path';
import { z } from 'zod';
import { readJson } from '../transformer/readJson.ts';
import { lookAt } from './lookAt.ts';

/**
 * How a model's tokens become the vector of a text: their mean, the first of them, or in another way,
 * which no encoder here computes.
 */
export const poolings = ['mean', 'cls', 'other'] as const;
export type FolderPooling = (typeof poolings)[number];

/** The file in which sentence-transformers lists the parts of a model. */
export const MODULES_FILE = 'modules.json';
/** The file in which it saves the pooling, unless the list names another. */
export const POOLING_FILE = join('1_Pooling', 'config.json');

/** The parts that change no vector's direction besides the pooling. */
const KNOWN_MODULES = ['Transformer', 'Pooling', 'Normalize'];

const modulesSchema = z.array(z.object({ type: z.string(), path: z.string().default('') }));
/** Since its version 5 a file has one field with a mode; before, one flag for each mode. */
const poolingSchema = z.looseObject({
  pooling_mode: z.union([z.string(), z.array(z.string())]).optional(),
});

/**
 * What a sentence-transformers folder says of its pooling.
 * @returns undefined for a folder that says nothing of it
 * @throws BadInput if a file is there and is no JSON
 */
export async function folderPooling(folder: string): Promise<FolderPooling | undefined> {
  const listed = await readIfThere(join(folder, MODULES_FILE));
  const modules = listed === undefined ? [] : modulesSchema.safeParse(listed).data;
  const names = modules?.map(({ type }) => type.split('.').at(-1)!);
  if (!modules || !names?.every((name) => KNOWN_MODULES.includes(name))) return 'other';
  const place = modules[names.indexOf('Pooling')]?.path;
  const settings = await readIfThere(
    place ? join(folder, place, 'config.json') : join(folder, POOLING_FILE),
  );
  if (settings === undefined) return undefined;
  const [mode, ...others] = modesOf(settings);
  if (others.length > 0) return 'other'; // they are concatenated
  if (mode === 'mean' || mode === 'mean_tokens') return 'mean';
  return mode === 'cls' || mode === 'cls_token' ? 'cls' : 'other';
}

function modesOf(settings: unknown): string[] {
  const { data } = poolingSchema.safeParse(settings);
  if (data === undefined) return [];
  if (data.pooling_mode !== undefined) return [data.pooling_mode].flat();
  const flag = 'pooling_mode_';
  return Object.keys(data)
    .filter((key) => key.startsWith(flag) && data[key] === true)
    .map((key) => key.slice(flag.length));
}

async function readIfThere(file: string): Promise<unknown> {
  return (await lookAt(file)) === undefined ? undefined : readJson(file);
}
