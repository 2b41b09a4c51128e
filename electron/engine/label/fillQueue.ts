import type { RandomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { labelText } from '../import/labelText.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { deletedDocuments, documentKey } from '../import/readDocuments.ts';
import { normalise } from '../import/readGold.ts';

/** Number of documents drawn at once, which takes a fraction of a second to cluster. */
const DRAWN = 500;
const CLUSTERS = 20;
const ITERATIONS = 30;

/**
 * Adds the next documents to the labelling queue: a random sample of the corpus, taken from its
 * clusters in turn, so that few labels cover much of the corpus.
 * @param embed unit vectors of the texts, float32[texts * dimension]
 * @returns the number added; 0 if every document is in the queue
 */
export async function fillQueue(
  database: Database,
  documents: readonly CorpusDocument[],
  random: RandomStream,
  embed: (texts: readonly string[]) => Promise<Float32Array>,
): Promise<number> {
  const queued = database.all<{ text: string }>('SELECT text FROM label_queue');
  const known = new Set(queued.map(({ text }) => normalise(text)));
  const fresh = documents
    .map((document) => ({
      document,
      text: labelText(document),
      source: `${document.file.split(/[\\/]/).at(-1)}:${document.line}`,
    }))
    .filter(({ text }) => !known.has(normalise(text)));
  const drawn = random.sample(fresh, Math.min(DRAWN, fresh.length));
  if (drawn.length === 0) return 0;
  const vectors = await embed(drawn.map(({ text }) => text));
  const clusters = await clustersOf(vectors, drawn.length, random.uint32());
  const turns = inTurns(drawn.map((item, i) => ({ ...item, cluster: clusters[i]! })));
  database.transaction(() => {
    // a person may have deleted a document while the texts were embedded
    const deleted = deletedDocuments(database);
    for (const { document, source, text, cluster } of turns) {
      // by all of its text, of which this may be the beginning, under a title
      if (deleted.includes(documentKey(document.text))) continue;
      database.run(
        'INSERT OR IGNORE INTO label_queue (source, text, cluster) VALUES (?, ?, ?)',
        source,
        text,
        cluster,
      );
    }
  });
  return drawn.length;
}

async function clustersOf(
  vectors: Float32Array,
  count: number,
  seed: number,
): Promise<readonly number[]> {
  if (count <= CLUSTERS) return Array.from({ length: count }, (_, i) => i);
  const width = vectors.length / count;
  const points = Array.from({ length: count }, (_, i) => [
    ...vectors.subarray(i * width, (i + 1) * width),
  ]);
  // 250 modules, which every start of Stillroom would load otherwise
  const { kmeans } = await import('ml-kmeans');
  return kmeans(points, CLUSTERS, { seed, maxIterations: ITERATIONS }).clusters;
}

/** Takes one of each cluster, then the next of each, in the drawn order. */
function inTurns<Item extends { readonly cluster: number }>(items: readonly Item[]): Item[] {
  const seen = new Map<number, number>();
  return items
    .map((item) => {
      const turn = seen.get(item.cluster) ?? 0;
      seen.set(item.cluster, turn + 1);
      return { item, turn };
    })
    .sort((a, b) => a.turn - b.turn)
    .map(({ item }) => item);
}
