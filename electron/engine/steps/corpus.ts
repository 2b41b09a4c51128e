import { BadInput } from '../../../models/badInput.ts';
import type { Ranking } from '../../../models/encoder/passageIndex.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { fullText } from '../import/fullText.ts';
import {
  type CorpusDocument,
  filesOf,
  type ImportedCorpus,
  type LeftOut,
} from '../import/readCorpus.ts';
import { deletedDocuments, readDocumentsInTurns } from '../import/readDocuments.ts';
import { withoutGold } from '../import/withoutGold.ts';
import { contentHash, fileHash } from '../journal/contentHash.ts';
import type { ItemStore, StepStore, TellWork } from '../journal/run.ts';
import { CORPUS_CUT, CORPUS_EMBED, CORPUS_IMPORT, stepKey } from '../journal/stepKey.ts';
import type { RunContext } from './context.ts';
import { type CutPassage, cutDocuments } from './cutDocuments.ts';
import type { Passage } from './passage.ts';
import { eachVector } from './textVectors.ts';

/** SynthesizRR's repository drops shorter documents (expt/common.py). */
const SHORTEST_TOKENS = 20;
const CHUNK = 64;

/**
 * The documents as passages of at most `limit` teacher tokens, split at sentence ends if possible.
 */
export async function cutCorpus(ctx: RunContext, limit: number): Promise<Passage[]> {
  return cutPassages(ctx, await usableDocuments(ctx), {
    limit,
    unit: ctx.corpus[0]?.unit ?? 'document',
  });
}

/** The documents that are not validation or test texts. */
export async function usableDocuments(ctx: RunContext): Promise<readonly CorpusDocument[]> {
  const { gold, note } = ctx;
  const { documents, duplicates, empty, otherFiles } = await importCorpus(ctx);
  if (duplicates > 0) note(`Corpus: ${duplicates} exact duplicates were left out.`);
  if (empty > 0) note(`Corpus: ${empty} documents without text were left out.`);
  if (otherFiles > 0) {
    note(`Corpus: ${otherFiles} files in its folders are hidden or of other kinds, and left out.`);
  }
  const usable = withoutGold(documents, [...gold.validation, ...gold.test]);
  if (usable.withheld > 0) {
    note(`Corpus: ${usable.withheld} documents are validation or test texts and left out.`);
  }
  return usable.documents;
}

/** Imports the corpus, or finds it already imported: files are identified by their content. */
async function importCorpus({ run, project, corpus }: RunContext): Promise<ImportedCorpus> {
  const files = await Promise.all(
    corpus.map(async ({ file, unit, ...reading }) => ({
      ...reading,
      text: reading.text,
      title: reading.title,
      // names are included because a text file's name is its document's title
      files: await Promise.all(
        filesOf(file).map(async (path) => [path.split(/[\\/]/).at(-1), await fileHash(path)]),
      ),
    })),
  );
  const { database } = project;
  const deleted = deletedDocuments(database);
  // what was deleted is left out of a file that still has it
  const inputs = deleted.length === 0 ? { files } : { files, deleted };
  const read = (tell: TellWork) => readDocumentsInTurns(database, corpus, tell);
  return run.step(CORPUS_IMPORT, inputs, read, corpusStore(database));
}

function cutPassages(
  { run, project, hosts, models, note }: RunContext,
  documents: readonly CorpusDocument[],
  { limit, unit }: { limit: number; unit: 'document' | 'passage' },
): Promise<Passage[]> {
  const inputs = {
    documents: contentHash(documents.map(({ title, text }) => [title, text])),
    teacher: models.teacher.identity,
    limit,
    unit,
  };
  return run.step(
    CORPUS_CUT,
    inputs,
    async (tell) => {
      const passages: CutPassage[] = [];
      const total = lengthOf(documents);
      let before = 0;
      const onCut = (characters: number) =>
        tell(
          Math.floor((before + characters) / 1000),
          Math.ceil(total / 1000),
          'thousand characters',
        );
      for (let at = 0; at < documents.length; at += CHUNK) {
        const chunk = documents.slice(at, at + CHUNK);
        const cuts = await cutDocuments(hosts.teacher, chunk, { limit, unit, onCut });
        before += lengthOf(chunk);
        passages.push(...cuts.map((cut) => ({ ...cut, document: cut.document + at })));
      }
      const long = passages.filter(({ tokens }) => tokens >= SHORTEST_TOKENS);
      if (long.length === 0) {
        throw new BadInput(
          `The corpus has ${passages.length} passages, all under ${SHORTEST_TOKENS} tokens: too ` +
            'short to be rewritten. Give longer documents.',
        );
      }
      if (long.length < passages.length) {
        note(
          `Corpus: ${passages.length - long.length} passages under ${SHORTEST_TOKENS} tokens were left out.`,
        );
      }
      return long;
    },
    passageStore(project.database),
  );
}

function lengthOf(documents: readonly CorpusDocument[]): number {
  return documents.reduce((sum, document) => sum + fullText(document).length, 0);
}

/** Unit vectors of texts, computed chunk by chunk; float32[texts * dimension]. */
export async function embedTexts(
  { run, project, hosts, models }: RunContext,
  key: string,
  texts: readonly string[],
): Promise<Float32Array> {
  const chunks = await run.collect(
    key,
    { texts: contentHash(texts), encoder: models.encoder.identity },
    Math.ceil(texts.length / CHUNK),
    (i) => hosts.retrieval.call('embed', texts.slice(i * CHUNK, (i + 1) * CHUNK)),
    { store: vectorStore(project.database) },
  );
  const all = new Float32Array(chunks.reduce((sum, chunk) => sum + chunk.length, 0));
  let at = 0;
  for (const chunk of chunks) {
    all.set(chunk, at);
    at += chunk.length;
  }
  return all;
}

/** The unit vector of each passage. */
export async function passageVectors(
  ctx: RunContext,
  passages: readonly Passage[],
): Promise<Float32Array[]> {
  return eachVector(await embedPassages(ctx, passages), passages.length);
}

const embedPassages = (ctx: RunContext, passages: readonly Passage[]) =>
  embedTexts(
    ctx,
    CORPUS_EMBED,
    passages.map(({ text }) => text),
  );

/**
 * The unit vector of each query.
 * @param place as for `retrieve`
 */
export async function queryVectors(
  ctx: RunContext,
  place: readonly string[],
  queries: readonly string[],
): Promise<Float32Array[]> {
  return eachVector(await embedQueries(ctx, place, queries), queries.length);
}

const embedQueries = (ctx: RunContext, place: readonly string[], queries: readonly string[]) =>
  embedTexts(ctx, stepKey('embed', ...place, 'queries'), queries);

/**
 * Each query's nearest passages through the HNSW index, which is built if it does not exist.
 * @param place of the queries' steps, without the phase
 */
export async function retrieve(
  ctx: RunContext,
  passages: readonly Passage[],
  queries: readonly string[],
  { place, depth }: { readonly place: readonly string[]; readonly depth: number },
): Promise<Ranking> {
  const { run, project, hosts, models } = ctx;
  const corpus = contentHash(passages.map(({ text }) => text));
  const encoder = models.encoder.identity;
  const vectors = await embedPassages(ctx, passages);
  const facts = {
    dimension: vectors.length / passages.length,
    metric: 'cosine' as const,
    count: passages.length,
    encoder,
  };
  const file = project.path('index', `${contentHash({ corpus, encoder }).slice(0, 16)}.hnsw`);
  await run.step(stepKey('index', 'corpus'), { corpus, encoder }, async () => {
    await hosts.retrieval.call('ensureIndex', file, vectors, facts);
    return {};
  });
  const ofQueries = await embedQueries(ctx, place, queries);
  return run.step(
    stepKey('search', ...place),
    { corpus, encoder, queries: contentHash(queries), depth, recallAt: depth },
    () => hosts.retrieval.call('search', file, vectors, ofQueries, { facts, depth }),
  );
}

function corpusStore(database: Database): StepStore<ImportedCorpus> {
  return {
    put(step, { documents, ...left }) {
      const counts = JSON.stringify(left);
      database.run('UPDATE steps SET value = ? WHERE id = ?', counts, step);
      for (const [i, { title, text, file, line }] of documents.entries()) {
        database.run(
          'INSERT INTO documents VALUES (?, ?, ?, ?, ?, ?)',
          step,
          i,
          title,
          text,
          file,
          line,
        );
      }
    },
    get(step) {
      const { value } = database.get<{ value: string }>(
        'SELECT value FROM steps WHERE id = ?',
        step,
      )!;
      const sql = 'SELECT title, text, file, line FROM documents WHERE step = ? ORDER BY i';
      const documents = database.all<CorpusDocument>(sql, step);
      // 0.2.0 did not count other files
      return { documents, otherFiles: 0, ...(JSON.parse(value) as Omit<LeftOut, 'otherFiles'>) };
    },
  };
}

function passageStore(database: Database): StepStore<Passage[]> {
  return {
    put(step, passages) {
      database.run(
        'UPDATE steps SET value = ? WHERE id = ?',
        JSON.stringify(passages.map(({ name }) => name)),
        step,
      );
      for (const [i, { text, tokens, document }] of (passages as CutPassage[]).entries()) {
        database.run(
          'INSERT INTO passages VALUES (?, ?, ?, ?, ?)',
          step,
          i,
          document,
          text,
          tokens,
        );
      }
    },
    get(step) {
      const { value } = database.get<{ value: string }>(
        'SELECT value FROM steps WHERE id = ?',
        step,
      )!;
      const names = JSON.parse(value) as string[];
      return database
        .all<{ text: string; tokens: number }>(
          'SELECT text, tokens FROM passages WHERE step = ? ORDER BY i',
          step,
        )
        .map((row, i) => ({ ...row, name: names[i]! }));
    },
  };
}

function vectorStore(database: Database): ItemStore<Float32Array> {
  return {
    put(step, i, value) {
      const bytes = new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
      database.run('INSERT INTO vectors VALUES (?, ?, ?)', step, i, bytes);
    },
    get(step, i) {
      const row = database.get<{ data: Buffer }>(
        'SELECT data FROM vectors WHERE step = ? AND i = ?',
        step,
        i,
      )!;
      // copied because a Buffer's offset need not be a multiple of four
      return new Float32Array(new Uint8Array(row.data).buffer);
    },
  };
}
