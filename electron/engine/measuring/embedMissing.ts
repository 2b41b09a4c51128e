import type { Database } from '../../../native/sqlite/database.ts';
import { forkHost, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import { modelFiles } from '../runtime/hosts.ts';
import type { RunModel } from '../runtime/runModels.ts';
import { threadBudget } from '../runtime/threadBudget.ts';
import { eachVector, keepTextVectors, textVectors } from '../steps/textVectors.ts';

/** Few enough that a killed measurement loses a second's work. */
const CHUNK = 64;

export interface EmbeddingControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the texts that had no vector have one now. */
  readonly onEmbedded?: (done: number, total: number) => void;
}

/**
 * The vectors of texts, by text. Those that no run and no earlier measurement embedded are embedded now,
 * and kept as they come.
 */
export async function embedMissing(
  database: Database,
  encoder: RunModel,
  texts: readonly string[],
  { threads, signal, onEmbedded = () => {} }: EmbeddingControl = {},
): Promise<Map<string, Float32Array>> {
  const known = textVectors(database, encoder.identity, texts);
  const missing = [...new Set(texts)].filter((text) => !known.has(text));
  if (missing.length === 0) return known;
  const host = forkHost<RetrievalHost>({
    title: 'the retriever',
    entry: hostModule('retrievalHost'),
    open: {
      name: 'open',
      args: [
        modelFiles(encoder),
        { threads: threadBudget(threads).total, pooling: encoder.pooling },
      ],
    },
    isBackground: true,
  });
  const stop = () => host.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < missing.length; at += CHUNK) {
      signal?.throwIfAborted();
      const part = missing.slice(at, at + CHUNK);
      const vectors = eachVector(await host.call('embed', part), part.length);
      keepTextVectors(database, encoder.identity, part, vectors);
      onEmbedded(Math.min(at + CHUNK, missing.length), missing.length);
    }
  } catch (error) {
    // a host that was stopped says only that it is lost
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
  return textVectors(database, encoder.identity, texts);
}
