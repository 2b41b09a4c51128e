import type { Database } from '../../../native/sqlite/database.ts';
import type { RunModel } from '../runtime/runModels.ts';
import { ofPair } from '../steps/embeddedGold.ts';
import { storedPassages } from '../steps/storedPassages.ts';
import { keepTextVectors } from '../steps/textVectors.ts';
import { embedMissing } from './embedMissing.ts';
import type { MeasureInputs, TextSet } from './measureInputs.ts';
import type { EmbeddedInputs, EmbeddedSet } from './panelDefinition.ts';
import type { ReadingControl } from './readInHost.ts';
import { steadySample } from './steadySample.ts';

/** Passages that are embedded, of a corpus that has more: enough to see where the documents are. */
const MOST_PASSAGES = 2000;

/** The run that read the documents has embedded them already. */
function keepPassageVectors(
  database: Database,
  { name, identity }: RunModel,
  corpus: TextSet,
): void {
  const stored = storedPassages(database);
  if (stored?.encoder !== name) return;
  const wanted = new Set(corpus.texts.map(({ text }) => text));
  const places = stored.texts.flatMap((text, at) => (wanted.has(text) ? [at] : []));
  keepTextVectors(
    database,
    identity,
    places.map((at) => stored.texts[at]!),
    places.map((at) => stored.vectors[at]!),
  );
}

/** What measures read, with the vectors of all texts; at most 2,000 passages are among them. */
export async function embedSets(
  database: Database,
  inputs: MeasureInputs,
  encoder: RunModel,
  control: ReadingControl,
): Promise<EmbeddedInputs> {
  const corpus = {
    ...inputs.corpus,
    texts: steadySample(inputs.corpus.texts, MOST_PASSAGES, ({ text }) => text),
  };
  const sets = [...inputs.rows, inputs.gold, inputs.test, corpus];
  const needed = sets.flatMap(({ texts }) =>
    texts.flatMap(({ context, text }) => (context === null ? [text] : [text, context])),
  );
  keepPassageVectors(database, encoder, corpus);
  const vectors = await embedMissing(database, encoder, needed, control);
  const embedded = (set: TextSet): EmbeddedSet => {
    const own = set.texts.map(({ text }) => vectors.get(text)!);
    return {
      ...set,
      vectors: own,
      features: set.texts.map(({ context }, i) =>
        context === null ? own[i]! : ofPair(vectors.get(context)!, own[i]!),
      ),
    };
  };
  return {
    ...inputs,
    rows: inputs.rows.map(embedded),
    gold: embedded(inputs.gold),
    test: embedded(inputs.test),
    corpus: embedded(corpus),
    encoder: encoder.name,
  };
}
