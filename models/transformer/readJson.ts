import { readFile } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';

/** @throws BadInput if it cannot be read or is not JSON */
export async function readJson(file: string): Promise<unknown> {
  const text = await readFile(file, 'utf8').catch(() => {
    throw new BadInput(`${file} cannot be read; the model folder is not complete.`);
  });
  try {
    return JSON.parse(text);
  } catch {
    throw new BadInput(`${file} is not valid JSON; get the model again.`);
  }
}
