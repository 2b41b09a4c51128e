import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether a folder's student answers questions, and does not label texts.
 * @param folder that has a config.json
 */
export async function answersQuestions(folder: string): Promise<boolean> {
  const config: object = JSON.parse(await readFile(path.join(folder, 'config.json'), 'utf8'));
  return 'answer_stride' in config;
}
