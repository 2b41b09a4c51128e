import type { Draft, Split } from '../../contract/draft.ts';
import type { GoldCheck } from '../../contract/forms.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { readCorpus } from '../import/readCorpus.ts';
import { readGold } from '../import/readGold.ts';
import { requireColumns } from '../import/requireColumns.ts';
import { withoutGold } from '../import/withoutGold.ts';
import { goldStream } from '../steps/gold.ts';

/**
 * Reads a draft's gold and documents as a run would, and counts them.
 * @throws BadInput naming file and line, as a run would
 */
export function checkGold({ gold, task, seed, corpus }: Draft): GoldCheck {
  const labels = labelNames(task);
  requireColumns(gold, task.kind);
  const rows = readGold(gold, labels, goldStream(seed));
  const counts = (split: Split) => {
    if (!gold[split]) return null;
    const own = rows.filter((row) => row.split === split);
    if (labels.length === 0) return { questions: own.length };
    return Object.fromEntries(
      labels.map((label) => [label, own.filter((row) => row.label === label).length]),
    );
  };
  const imported = corpus.length > 0 ? readCorpus(corpus) : null;
  if (imported) withoutGold(imported.documents, rows);
  return {
    splits: { seed: counts('seed'), validation: counts('validation'), test: counts('test') },
    documents: imported ? imported.documents.length : null,
    duplicates: imported?.duplicates ?? 0,
  };
}
