import { BadInput } from '../../../models/badInput.ts';
import type { WrittenBy } from '../../../models/teacher/teacher.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { GoldRole, RowLineage } from '../../contract/review.ts';
import { CORPUS_CUT, parseItemName } from '../journal/stepKey.ts';
import type { Lineage } from '../steps/example.ts';
import type { DecodingParameters } from '../steps/generate.ts';
import { eventsOf } from './review.ts';

/**
 * The full origin of a row: the prompt and raw output that it was parsed from, the gold error or
 * passage in the prompt, and the reviews of it.
 * @throws BadInput if there is no such row
 */
export function lineageOf(database: Database, id: number): RowLineage {
  const row = database.get<{ step: number; text: string; label: string; lineage: string }>(
    `SELECT examples.step, examples.text, examples.label, lineage FROM review_rows
     JOIN examples ON examples.step = review_rows.step AND examples.i = review_rows.i
     WHERE review_rows.id = ?`,
    id,
  );
  if (!row) throw new BadInput(`There is no row ${id}.`);
  const lineage = JSON.parse(row.lineage) as Lineage;
  const generation = generationOf(database, lineage.generation);
  return {
    original: { text: row.text, label: row.label },
    generation,
    draft: (lineage.draft && generationOf(database, lineage.draft)?.output) ?? null,
    line: parseItemName(lineage.generation)?.line ?? null,
    gold: goldOf(database, row.step, lineage),
    passage: passageOf(database, lineage, generation?.prompt ?? row.text),
    weight: lineage.weight ?? null,
    influence: lineage.influence ?? null,
    events: eventsOf(database, id),
  };
}

function generationOf(database: Database, id: string): RowLineage['generation'] {
  const named = parseItemName(id);
  if (!named) return null;
  const { key, hashStart, i } = named;
  const row = database.get<{
    prompt: string;
    output: string;
    parameters: string;
    seed: number;
    output_tokens: number;
    seconds: number;
    written_by: string | null;
    log_probabilities: string | null;
  }>(
    `SELECT generations.* , generations.seconds AS seconds FROM generations
     JOIN steps ON steps.id = step WHERE key = ? AND substr(hash, 1, ?) = ? AND i = ?`,
    key,
    hashStart.length,
    hashStart,
    i,
  );
  if (!row) return null;
  const { temperature, topP } = JSON.parse(row.parameters) as DecodingParameters;
  const { prompt, output, seed, seconds } = row;
  const writtenBy = row.written_by === null ? null : (JSON.parse(row.written_by) as WrittenBy);
  const tokens = row.output_tokens;
  const meanLog = row.log_probabilities === null ? null : meanOf(row.log_probabilities);
  return { prompt, output, seed, seconds, temperature, topP, tokens, writtenBy, meanLog };
}

/** Null for a text without a token. */
function meanOf(logs: string): number | null {
  const each = JSON.parse(logs) as number[];
  return each.length > 0 ? each.reduce((sum, log) => sum + log, 0) / each.length : null;
}

/** `seed:train.jsonl:17` */
function goldOf(database: Database, step: number, lineage: Lineage): RowLineage['gold'] {
  const role: GoldRole = lineage.error ? 'imitated' : lineage.query ? 'query' : 'context';
  const name = lineage.error ?? lineage.query ?? lineage.contextOf;
  if (name === undefined) return null;
  const { split, file, line } = /^(?<split>\w+):(?<file>.+):(?<line>\d+)$/.exec(name)?.groups ?? {};
  const rows = database.all<{
    context: string | null;
    text: string;
    label: string;
    file: string;
  }>(
    // from an import that a run of this row used, because files change between runs
    `SELECT context, text, label, file FROM gold WHERE split = ? AND line = ? AND step IN
       (SELECT step FROM run_steps WHERE run IN (SELECT run FROM run_steps WHERE step = ?))
     ORDER BY step`,
    split ?? '',
    Number(line),
    step,
  );
  const row = rows.find((one) => one.file.split(/[\\/]/).at(-1) === file);
  return row ? { name, role, context: row.context, text: row.text, label: row.label } : null;
}

/**
 * `passage:overviews.jsonl:17`, with `:2` for a document's third part. Another way of splitting the
 * corpus, and files of the same name, produce the same name: the passage is the one that the prompt
 * shows.
 */
function passageOf(
  database: Database,
  { passage, cosine }: Lineage,
  shownIn: string,
): RowLineage['passage'] {
  if (passage === undefined) return null;
  const named = database.all<{ text: string }>(
    `SELECT passages.text FROM steps, json_each(steps.value) AS name
     JOIN passages ON passages.step = steps.id AND passages.i = name.key
     WHERE steps.key = ? AND name.value = ? ORDER BY steps.id DESC, passages.i`,
    CORPUS_CUT,
    passage,
  );
  const shown = named.filter(({ text }) => shownIn.includes(text));
  // a shorter passage is the start of the one that was shown
  const one = shown.toSorted((x, y) => y.text.length - x.text.length)[0] ?? named[0];
  if (!one) return null;
  return { title: passage.replace(/^passage:/, ''), text: one.text, cosine: cosine ?? null };
}
