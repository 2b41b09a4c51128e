import type { RandomStream } from '../../../models/randomStream.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { SourcedText } from '../files/readTexts.ts';
import { normalise } from '../import/readGold.ts';
import { contentHash } from '../journal/contentHash.ts';
import { LABELLED_PLACES } from './notUndone.ts';

/** A text with a student's uncertainty of its own label: 1 minus the label's probability. */
export interface UncertainText extends SourcedText {
  readonly uncertainty: number;
}

/**
 * Whether a document is in the half that is never chosen by uncertainty, a random half by the text's hash.
 *
 * Validation and test are to be like the documents. Were the uncertain ones taken out of all of them,
 * what is left to measure on would be too easy; so a half is left alone, and once anything was chosen
 * by uncertainty, random labelling goes on in this half only.
 */
export function isKeptForMeasuring(text: string): boolean {
  return Number.parseInt(contentHash(normalise(text))[0]!, 16) < 8;
}

/** Whether any text was ever chosen by uncertainty. */
export function hasUncertain(database: Database): boolean {
  return database.get('SELECT 1 FROM label_uncertain LIMIT 1') !== undefined;
}

/** Puts texts into the queue of those to label because a student is uncertain of them; labelled ones stay as they are. */
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

/** Documents that are predicted to find the uncertain ones among them. */
const CANDIDATES = 500;
/** Labels after which a student is better asked anew. */
const CHOSEN = 50;

/**
 * Chooses texts by least confidence (Lewis & Gale 1994; Settles 2009, section 3.1): of a random draw,
 * those to whose label the student gives the least probability.
 *
 * @param texts none that is kept for measuring, labelled already, or gold
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
