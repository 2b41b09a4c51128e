import { BadInput } from '../../../models/badInput.ts';
import type { CorpusDocument } from './readCorpus.ts';
import { type GoldExample, normalise } from './readGold.ts';

/**
 * A document that is a test text would be rewritten into training rows, and the test score would no
 * longer say anything.
 * @throws BadInput naming the first such document, as when a gold file is given as the corpus
 */
export function requireNoTestTexts(
  documents: readonly CorpusDocument[],
  gold: readonly GoldExample[],
): void {
  const test = new Map(
    gold.filter(({ split }) => split === 'test').map((row) => [normalise(row.text), row]),
  );
  const shared = documents.filter(({ text }) => test.has(normalise(text)));
  const [first] = shared;
  if (!first) return;
  const row = test.get(normalise(first.text))!;
  throw new BadInput(
    `${first.file}, line ${first.line} is a document and also the test example of ${row.file}, line ` +
      `${row.line} (${shared.length} such documents). Rows would be written from test texts, and the ` +
      'test score would not be true. Is a file of labelled examples among the documents? Take it out.',
  );
}
