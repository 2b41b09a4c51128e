import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { largestScores } from '../../../models/largestScores.ts';
import type { CorpusHit } from '../../contract/texts.ts';
import { innerProduct } from '../measures/innerProduct.ts';
import type { Project } from '../project/project.ts';
import { borrowRetriever } from '../runtime/borrow.ts';
import { storedPassages } from '../steps/storedPassages.ts';

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
  const stored = storedPassages(database);
  if (!stored) {
    throw new BadInput(
      'The documents are not read yet: a run that writes from them does so. Search works after it.',
    );
  }
  const model = await store.require(stored.encoder, 'encoder');
  const wanted = await borrowRetriever(model, (host) => host.call('embed', [query]));
  const nearest = largestScores(SHOWN);
  nearest.offer(
    stored.vectors.map((vector) => innerProduct(vector, wanted)),
    0,
  );
  return nearest.sorted().map(({ item, score }) => ({ text: stored.texts[item]!, cosine: score }));
}
