import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { CorpusHit } from '../../contract/texts.ts';
import { CORPUS_CUT, CORPUS_EMBED } from '../journal/stepKey.ts';
import type { Project } from '../project/project.ts';
import { borrowRetriever } from '../runtime/borrow.ts';

const SHOWN = 30;

/**
 * The passages of the project's last retrieval that are nearest to a query, by exact cosine over
 * the vectors that the run recorded.
 * @throws BadInput if no run has read the documents yet
 */
export async function nearestPassages(
  { database }: Project,
  store: ModelStore,
  query: string,
): Promise<CorpusHit[]> {
  const last = database.get<{ run: number; cut: number; embed: number; experiment: string }>(
    `SELECT a.run AS run, a.step AS cut, b.step AS embed, experiment
     FROM run_steps AS a JOIN steps AS cut ON cut.id = a.step AND cut.key = ?
     JOIN run_steps AS b ON b.run = a.run JOIN steps AS embed ON embed.id = b.step AND embed.key = ?
     JOIN runs ON runs.id = a.run WHERE cut.value IS NOT NULL ORDER BY a.run DESC LIMIT 1`,
    CORPUS_CUT,
    CORPUS_EMBED,
  );
  if (!last) {
    throw new BadInput(
      'The documents are not read yet: a run that writes from them does so. Search works after it.',
    );
  }
  const { encoder } = JSON.parse(last.experiment) as Experiment;
  const model = await store.require(encoder, 'encoder');
  const vector = await borrowRetriever(model, (host) => host.call('embed', [query]));
  const passages = database.all<{ text: string }>(
    'SELECT text FROM passages WHERE step = ? ORDER BY i',
    last.cut,
  );
  const chunks = database.all<{ data: Uint8Array }>(
    'SELECT data FROM vectors WHERE step = ? ORDER BY i',
    last.embed,
  );
  const hits: CorpusHit[] = [];
  let at = 0;
  for (const { data } of chunks) {
    // copied because a blob's offset need not be a multiple of four
    const vectors = new Float32Array(new Uint8Array(data).buffer);
    for (let row = 0; row < vectors.length; row += vector.length, at++) {
      let cosine = 0;
      for (let i = 0; i < vector.length; i++) cosine += vectors[row + i]! * vector[i]!;
      const passage = passages[at];
      if (passage) hits.push({ text: passage.text, cosine });
    }
  }
  return hits.sort((a, b) => b.cosine - a.cosine).slice(0, SHOWN);
}
