import type { Database } from '../../../native/sqlite/database.ts';
import type { Draft } from '../../contract/draft.ts';
import { labelNames } from '../../contract/labelNames.ts';
import type { UseRow } from '../../contract/use.ts';
import { labelText } from '../import/labelText.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { normalise, readGold } from '../import/readGold.ts';
import { goldStream } from '../steps/gold.ts';
import { LABELLED_PLACES } from './notUndone.ts';
import { isKeptForMeasuring, queueUncertain } from './uncertainText.ts';

/** Texts that have a human label, from a file or given here. */
export function labelledTexts(database: Database, { gold, task, seed }: Draft): Set<string> {
  const given = database.all<{ text: string }>(
    `SELECT text FROM label_queue WHERE place IN (${LABELLED_PLACES})`,
  );
  const files = readGold(gold, labelNames(task), goldStream(seed));
  return new Set([...given, ...files].map(({ text }) => normalise(text)));
}

/**
 * Queues the texts that a student left open for people to label, the least certain first.
 *
 * It skips texts that already have a label, and the half of the project's documents that validation
 * and test are drawn from.
 * @returns the number queued, and a sentence that explains what happened to the others
 */
export function queueFromUse(
  database: Database,
  draft: Draft,
  { student, rows }: { readonly student: string; readonly rows: readonly UseRow[] },
): { readonly queued: number; readonly sentence: string } {
  const labelled = labelledTexts(database, draft);
  const fresh = rows.filter(({ text }) => !labelled.has(normalise(text)));
  const documents = new Set(
    draft.corpus.length === 0
      ? []
      : readDocuments(database, draft.corpus).documents.map((document) =>
          normalise(labelText(document)),
        ),
  );
  const chosen = fresh.filter(
    ({ text }) => !documents.has(normalise(text)) || !isKeptForMeasuring(text),
  );
  queueUncertain(
    database,
    student,
    chosen.map(({ source, text, confidence }) => ({ source, text, uncertainty: 1 - confidence })),
  );
  const parts = [`${texts(chosen.length)} in Label now, the least certain first`];
  const kept = fresh.length - chosen.length;
  if (kept > 0) parts.push(`${texts(kept)} left alone: half of your documents stay for measuring`);
  const known = rows.length - fresh.length;
  if (known > 0) parts.push(`${texts(known)} labelled already`);
  return { queued: chosen.length, sentence: `${parts.join('; ')}.` };
}

function texts(count: number): string {
  return count === 1 ? '1 text is' : `${count.toLocaleString('en')} texts are`;
}
