import type { RandomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import { normalise } from '../import/readGold.ts';
import type { SourcedText } from '../import/readTexts.ts';
import { contentHash } from '../journal/contentHash.ts';
import { LABELLED_PLACES } from './notUndone.ts';

/** A text with a student's uncertainty of its own label: 1 minus the label's probability. */
export interface UncertainText extends SourcedText {
  readonly uncertainty: number;
}

/**
 * Whether a document is in the half that is never chosen by uncertainty, a random half by the
 * text's hash.
 *
 * Validation and test must be representative of the documents. If the uncertain ones were removed
 * from all documents, the rest would be too easy to measure on. So one half is never searched, and
 * once any text was chosen by uncertainty, random labelling continues in this half only.
 */
export function isKeptForMeasuring(text: string): boolean {
  return Number.parseInt(contentHash(normalise(text))[0]!, 16) < 8;
}

/** Whether any text was ever chosen by uncertainty. */
export function hasUncertain(database: Database): boolean {
  return database.get('SELECT 1 FROM label_uncertain LIMIT 1') !== undefined;
}

/**
 * Adds texts to the labelling queue because a student is uncertain of them; texts that have a label
 * are not changed.
 */
export function queueUncertain(
  database: Database,
  student: string,
  texts: readonly UncertainText[],
): void {
  database.transaction(() => {
    for (const { source, text, uncertainty } of texts) {
      database.run(
        'INSERT OR IGNORE INTO label_queue (source, text, cluster) VALUES (?, ?, 0)',
        source,
        text,
      );
      database.run(
        `INSERT INTO label_uncertain SELECT place, ?, ? FROM label_queue
           WHERE text = ? AND place NOT IN (${LABELLED_PLACES})
         ON CONFLICT (place) DO UPDATE SET uncertainty = excluded.uncertainty, student = excluded.student`,
        uncertainty,
        student,
        text,
      );
    }
  });
}

/** Number of documents that are predicted to find the uncertain ones among them. */
const CANDIDATES = 500;
/** Number of labels after which the student's predictions should be renewed. */
const CHOSEN = 50;

/**
 * Chooses texts by least confidence (Lewis & Gale 1994; Settles 2009, section 3.1): from a random
 * sample, the texts to whose label the student assigns the lowest probability.
 * @param texts excluding those reserved for measuring, those already labelled, and gold
 * @param confidences the student's probability of its label, for each text
 */
export async function chooseByUncertainty(
  texts: readonly SourcedText[],
  random: RandomStream,
  confidences: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<UncertainText[]> {
  const drawn = random.sample(texts, Math.min(CANDIDATES, texts.length));
  const sure = await confidences(drawn.map(({ text }) => text));
  return drawn
    .map((text, i) => ({ ...text, uncertainty: 1 - sure[i]! }))
    .sort((a, b) => b.uncertainty - a.uncertainty)
    .slice(0, CHOSEN);
}
