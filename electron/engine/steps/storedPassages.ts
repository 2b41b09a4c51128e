import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { CORPUS_CUT, CORPUS_EMBED } from '../journal/stepKey.ts';
import { eachVector } from './textVectors.ts';

/** Passages with the vectors that a run recorded. */
export interface StoredPassages {
  readonly texts: readonly string[];
  /** The unit vector of each text. */
  readonly vectors: readonly Float32Array[];
  /** The encoder's name in the catalogue. */
  readonly encoder: string;
}

/** The passages of the last run that embedded any; undefined if none did. */
export function storedPassages(database: Database): StoredPassages | undefined {
  const last = database.get<{ cut: number; embed: number; experiment: string }>(
    `SELECT a.step AS cut, b.step AS embed, experiment
     FROM run_steps AS a JOIN steps AS cut ON cut.id = a.step AND cut.key = ?
     JOIN run_steps AS b ON b.run = a.run JOIN steps AS embed ON embed.id = b.step AND embed.key = ?
     JOIN runs ON runs.id = a.run WHERE cut.value IS NOT NULL ORDER BY a.run DESC LIMIT 1`,
    CORPUS_CUT,
    CORPUS_EMBED,
  );
  if (!last) return undefined;
  const texts = database.column<string>(
    'SELECT text FROM passages WHERE step = ? ORDER BY i',
    last.cut,
  );
  const chunks = database
    .column<Uint8Array>('SELECT data FROM vectors WHERE step = ? ORDER BY i', last.embed)
    // copied because a blob's offset need not be a multiple of four
    .map((data) => new Float32Array(new Uint8Array(data).buffer));
  const width = chunks.reduce((sum, { length }) => sum + length, 0) / texts.length;
  const vectors = chunks.flatMap((chunk) => eachVector(chunk, chunk.length / width));
  const { encoder } = JSON.parse(last.experiment) as Experiment;
  return { texts, vectors, encoder };
}
