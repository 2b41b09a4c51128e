import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';

/** Few enough that a killed measurement loses a second's work. */
const CHUNK = 64;

export interface ReadingControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the texts that had to be read are read now. */
  readonly onRead?: (done: number, total: number) => void;
}

/** How a host is opened, and what is done with each part of the texts. */
export interface Reading {
  /** The host's name in messages. */
  readonly title: string;
  readonly open: { readonly name: keyof RetrievalHost; readonly args: readonly unknown[] };
  /** Reads some texts and keeps what is found. */
  readonly readPart: (
    host: Pick<Host<RetrievalHost>, 'call'>,
    part: readonly string[],
  ) => Promise<void>;
}

/** Lets a model read texts in a process of its own, part by part; the process ends with the last, or with the signal. */
export async function readInHost(
  texts: readonly string[],
  { title, open, readPart }: Reading,
  { signal, onRead = () => {} }: ReadingControl,
): Promise<void> {
  if (texts.length === 0) return;
  const entry = hostModule('retrievalHost');
  const host = forkHost<RetrievalHost>({ title, entry, open, isBackground: true });
  const stop = () => host.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < texts.length; at += CHUNK) {
      signal?.throwIfAborted();
      await readPart(host, texts.slice(at, at + CHUNK));
      onRead(Math.min(at + CHUNK, texts.length), texts.length);
    }
  } catch (error) {
    // a host that was stopped says only that it is lost
    signal?.throwIfAborted();
    throw error;
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}
