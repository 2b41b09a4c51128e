import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Draft } from '../../contract/draft.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { labelNames } from '../../contract/labelNames.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { labelText } from '../import/labelText.ts';
import { type ImportedCorpus, readCorpus } from '../import/readCorpus.ts';
import { readGold } from '../import/readGold.ts';
import { withoutGold } from '../import/withoutGold.ts';
import type { MinedDocuments } from '../recipes/minedValues.ts';
import { borrowRetriever } from '../runtime/borrow.ts';
import { identified } from '../runtime/runModels.ts';
import { goldStream } from '../steps/gold.ts';
import { eachVector } from '../steps/textVectors.ts';

/** Texts that are embedded at once, as in a run. */
const CHUNK = 64;

/** Documents that are only read, and an encoder that is only started, if values come from them. */
export interface UnopenedDocuments {
  readonly corpus: Experiment['corpus'];
  open(): Promise<MinedDocuments>;
}

/**
 * The documents that a run would take values from. Validation and test texts are left out, as far as the draft has them.
 * @param read the documents: those of a project are without the ones that a person deleted
 */
export function documentsWithoutRun(
  store: ModelStore,
  {
    corpus,
    encoder,
    gold,
    seed,
    task,
  }: Pick<Draft, 'corpus' | 'encoder' | 'gold' | 'seed' | 'task'>,
  read: (parts: Experiment['corpus']) => ImportedCorpus = readCorpus,
): UnopenedDocuments {
  const measured = (): readonly GoldExample[] => {
    const { seed: seeds, validation, test } = gold;
    if (!seeds || !validation || !test) return [];
    return readGold({ seed: seeds, validation, test }, labelNames(task), goldStream(seed));
  };
  return {
    corpus,
    async open() {
      const model = await identified(await store.require(encoder, 'encoder'));
      return {
        encoder: model.identity,
        texts: async () => withoutGold(read(corpus).documents, measured()).documents.map(labelText),
        vectors: (_, texts) =>
          borrowRetriever(model, async (host) => {
            const vectors: Float32Array[] = [];
            for (let at = 0; at < texts.length; at += CHUNK) {
              const chunk = texts.slice(at, at + CHUNK);
              vectors.push(...eachVector(await host.call('embed', chunk), chunk.length));
            }
            return vectors;
          }),
      };
    },
  };
}
