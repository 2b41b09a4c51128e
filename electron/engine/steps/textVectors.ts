import type { Database } from '../../../native/sqlite/database.ts';
import { contentHash } from '../journal/contentHash.ts';

/**
 * Keeps the vectors of single texts, so that what a run embedded is not embedded again to be measured.
 * @param encoder its identity
 * @param vectors one for each text
 */
export function keepTextVectors(
  database: Database,
  encoder: string,
  texts: readonly string[],
  vectors: readonly Float32Array[],
): void {
  database.transaction(() => {
    for (const [i, text] of texts.entries()) {
      database.run(
        'INSERT OR IGNORE INTO text_vectors VALUES (?, ?)',
        contentHash([encoder, text]),
        bytesOf(vectors[i]!),
      );
    }
  });
}

/** The vectors of the texts that have one, by text. */
export function textVectors(
  database: Database,
  encoder: string,
  texts: readonly string[],
): Map<string, Float32Array> {
  const found = new Map<string, Float32Array>();
  for (const text of texts) {
    if (found.has(text)) continue;
    const row = database.get<{ data: Uint8Array }>(
      'SELECT data FROM text_vectors WHERE hash = ?',
      contentHash([encoder, text]),
    );
    // copied because a blob's offset need not be a multiple of four
    if (row) found.set(text, new Float32Array(new Uint8Array(row.data).buffer));
  }
  return found;
}

/** The vectors of texts that follow each other in an array. */
export function eachVector(all: Float32Array, texts: number): Float32Array[] {
  const width = all.length / texts;
  return Array.from({ length: texts }, (_, i) => all.subarray(i * width, (i + 1) * width));
}

function bytesOf({ buffer, byteOffset, byteLength }: Float32Array): Uint8Array {
  return new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength);
}
