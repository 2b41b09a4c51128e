import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

/** A file in a folder of the test's own. */
export function fileWith(name: string, content: string | Uint8Array, folder = temporaryFolder()) {
  const file = path.join(folder, name);
  mkdirSync(path.dirname(file), { recursive: true });
  writeFileSync(file, content);
  return file;
}

export function jsonl(rows: readonly unknown[]): string {
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('');
}

/** The message of the BadInput that `work` throws. */
export function refusalOf(work: () => unknown): string {
  try {
    work();
  } catch (error) {
    if ((error as Error).name === 'BadInput') return (error as Error).message;
    throw error;
  }
  throw new Error('nothing was refused');
}
