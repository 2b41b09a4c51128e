import type { Database } from '../../../native/sqlite/database.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { Entity } from '../measures/entityMeasures.ts';
import { taggerFiles } from '../runtime/hosts.ts';
import type { RunModel } from '../runtime/runModels.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import type { MeasureInputs, TextNames } from './measureInputs.ts';
import { type ReadingControl, readInHost } from './readInHost.ts';

/** Raised when a tagger finds other names in the same texts, so that kept ones are found anew. */
const VERSION = 1;

/** What names are kept under: the model and how it is read. */
const keyOf = ({ identity }: RunModel, text: string) => contentHash([VERSION, identity, text]);

/**
 * The names that a tagger finds in rows, labels and test texts. Texts that it has not read yet are read
 * now, and their names are kept as they come.
 */
export async function findNames(
  database: Database,
  tagger: RunModel,
  { rows, gold, test }: Pick<MeasureInputs, 'rows' | 'gold' | 'test'>,
  control: ReadingControl = {},
): Promise<TextNames> {
  const texts = new Set([...rows, gold, test].flatMap((set) => set.texts.map(({ text }) => text)));
  const byText = new Map<string, readonly Entity[]>();
  for (const text of texts) {
    const row = database.get<{ names: string }>(
      'SELECT names FROM text_names WHERE hash = ?',
      keyOf(tagger, text),
    );
    if (row) byText.set(text, JSON.parse(row.names) as Entity[]);
  }
  const settings = { threads: threadBudget(control.threads).total };
  await readInHost<RetrievalHost>(
    [...texts].filter((text) => !byText.has(text)),
    {
      title: 'the tagger',
      host: 'retrievalHost',
      open: { name: 'openTagger', args: [taggerFiles(tagger), settings] },
      chunk: 64,
      async readPart(host, part) {
        const found = await host.call('tag', part);
        database.transaction(() => {
          for (const [i, text] of part.entries()) {
            byText.set(text, found[i]!);
            database.run(
              'INSERT OR IGNORE INTO text_names VALUES (?, ?)',
              keyOf(tagger, text),
              JSON.stringify(found[i]),
            );
          }
        });
      },
    },
    control,
  );
  return { tagger: tagger.name, byText };
}
