import { readFile } from 'node:fs/promises';
import path from 'node:path';

/**
 * Whether a folder's student answers questions rather than labelling texts.
 * @param folder that has a config.json
 */
export async function answersQuestions(folder: string): Promise<boolean> {
  const text = await readFile(path.join(folder, 'config.json'), 'utf8');
  try {
    return Object.hasOwn(JSON.parse(text), 'answer_stride');
  } catch {
    // opening the student reports the error
    return false;
  }
}
