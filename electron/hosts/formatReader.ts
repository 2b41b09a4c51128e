import { readFile } from 'node:fs/promises';
import { type MessagePort, workerData } from 'node:worker_threads';
import { asyncBufferFromFile, parquetMetadataAsync, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import PostalMime from 'postal-mime';
import { extractText, getDocumentProxy } from 'unpdf';

// A thread that reads the formats whose libraries answer later, while the engine waits for it.

const { port, turn } = workerData as { readonly port: MessagePort; readonly turn: Int32Array };

const readers = {
  /** The number of rows, and their columns. */
  async parquetFacts(file: string) {
    const { num_rows, schema } = await parquetMetadataAsync(await asyncBufferFromFile(file));
    // the first element is the table itself
    const columns: string[] = [];
    let at = 1;
    for (let left = schema[0]?.num_children ?? 0; left > 0; left--) {
      columns.push(schema[at]!.name);
      at = afterElement(schema, at);
    }
    return { rows: Number(num_rows), columns };
  },
  async parquetRows(file: string, rowStart: number, rowEnd: number) {
    const rows = await parquetReadObjects({
      file: await asyncBufferFromFile(file),
      rowStart,
      rowEnd,
      compressors,
    });
    return rows.map((row) => JSON.parse(JSON.stringify(row, plain)) as Record<string, unknown>);
  },
  /** The text of each page. */
  async pdfPages(file: string) {
    const document = await getDocumentProxy(new Uint8Array(await readFile(file)), {
      // its warnings of damaged files would be printed among ours
      verbosity: 0,
    });
    const { text } = await extractText(document, { mergePages: false });
    return text;
  },
  async message(bytes: Uint8Array) {
    const { subject, text, html } = await PostalMime.parse(bytes);
    return { subject: subject ?? null, text: text ?? null, html: html ?? null };
  },
};

/** The functions of the thread. */
export type FormatReaders = typeof readers;

function plain(_key: string, value: unknown): unknown {
  return typeof value === 'bigint' ? value.toString() : value;
}

function afterElement(schema: readonly { readonly num_children?: number }[], at: number): number {
  let next = at + 1;
  for (let left = schema[at]?.num_children ?? 0; left > 0; left--)
    next = afterElement(schema, next);
  return next;
}

// a library may go on with what it began after it has failed; its call was answered then
process.on('unhandledRejection', () => {});
process.on('uncaughtException', () => {});

port.on('message', async ({ name, args }: { name: keyof FormatReaders; args: unknown[] }) => {
  try {
    port.postMessage({ value: await (readers[name] as (...all: unknown[]) => unknown)(...args) });
  } catch (error) {
    port.postMessage({ error: { kind: (error as Error).name, message: (error as Error).message } });
  }
  giveTurn();
});
giveTurn();

/** Wakes the engine, which waits for this thread. */
function giveTurn(): void {
  Atomics.store(turn, 0, 1);
  Atomics.notify(turn, 0);
}
