import type { Database } from '../../../native/sqlite/database.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import { modelFiles } from '../runtime/hosts.ts';
import type { RunModel } from '../runtime/runModels.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import { eachVector, keepTextVectors, textVectors } from '../steps/textVectors.ts';
import { type ReadingControl, readInHost } from './readInHost.ts';

/**
 * The vectors of texts, by text. Those that no run and no earlier measurement embedded are embedded now,
 * and kept as they come.
 */
export async function embedMissing(
  database: Database,
  encoder: RunModel,
  texts: readonly string[],
  control: ReadingControl = {},
): Promise<Map<string, Float32Array>> {
  const known = textVectors(database, encoder.identity, texts);
  const missing = [...new Set(texts)].filter((text) => !known.has(text));
  if (missing.length === 0) return known;
  const settings = { threads: threadBudget(control.threads).total, pooling: encoder.pooling };
  await readInHost<RetrievalHost>(
    missing,
    {
      title: 'the retriever',
      host: 'retrievalHost',
      open: { name: 'open', args: [modelFiles(encoder), settings] },
      chunk: 64,
      async readPart(host, part) {
        const vectors = eachVector(await host.call('embed', part), part.length);
        keepTextVectors(database, encoder.identity, part, vectors);
      },
    },
    control,
  );
  return textVectors(database, encoder.identity, texts);
}
