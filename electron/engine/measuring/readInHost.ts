import { forkHost, type Host, hostModule } from '../../hosts/host.ts';

export interface ReadingControl {
  readonly threads?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Told how many of the texts that had to be read are read now. */
  readonly onRead?: (done: number, total: number) => void;
}

/** How a host is opened, and what is done with each part of the texts. */
export interface Reading<Functions> {
  /** The host's name in messages. */
  readonly title: string;
  readonly host: 'retrievalHost' | 'teacherHost';
  readonly open: { readonly name: keyof Functions & string; readonly args: readonly unknown[] };
  /** Texts of a part: few enough that a killed measurement loses a second's work. */
  readonly chunk: number;
  /** Reads some texts and keeps what is found. */
  readonly readPart: (
    host: Pick<Host<Functions>, 'call'>,
    part: readonly string[],
  ) => Promise<void>;
}

/**
 * Lets a model read texts in a process of its own, part by part. The process ends with the last part, or when
 * the signal aborts.
 */
export async function readInHost<Functions>(
  texts: readonly string[],
  { title, host: name, open, chunk, readPart }: Reading<Functions>,
  { signal, onRead = () => {} }: ReadingControl,
): Promise<void> {
  if (texts.length === 0) return;
  const entry = hostModule(name);
  const host = forkHost<Functions>({ title, entry, open, isBackground: true });
  const stop = () => host.stop();
  signal?.addEventListener('abort', stop, { once: true });
  try {
    for (let at = 0; at < texts.length; at += chunk) {
      signal?.throwIfAborted();
      await readPart(host, texts.slice(at, at + chunk));
      onRead(Math.min(at + chunk, texts.length), texts.length);
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
