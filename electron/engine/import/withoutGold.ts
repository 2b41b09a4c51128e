import { BadInput } from '../../../models/badInput.ts';
import type { GoldExample } from './goldExample.ts';
import { labelText } from './labelText.ts';
import type { CorpusDocument } from './readCorpus.ts';
import { normalise } from './readGold.ts';

/** If more than this share of a corpus is gold, the rest is too small to use. */
const MOST_GOLD = 0.5;

/**
 * Removes the documents that are validation or test texts. A student trained on rows rewritten from
 * these would be measured on texts that it has seen.
 * @throws BadInput if half of the documents are gold, for example if a gold file is given as the
 *   corpus
 */
export function withoutGold(
  documents: readonly CorpusDocument[],
  gold: readonly GoldExample[],
): { documents: readonly CorpusDocument[]; withheld: number } {
  const measured = new Set(
    gold.filter(({ split }) => split !== 'seed').map(({ text }) => normalise(text)),
  );
  const isGold = (document: CorpusDocument) =>
    measured.has(normalise(document.text)) || measured.has(normalise(labelText(document)));
  const kept = documents.filter((document) => !isGold(document));
  const withheld = documents.length - kept.length;
  if (withheld > documents.length * MOST_GOLD) {
    throw new BadInput(
      `${documents[0]!.file}: ${withheld} of ${documents.length} documents are validation or test ` +
        'texts. Is a file of labelled examples among the documents? Take it out.',
    );
  }
  return { documents: kept, withheld };
}
