import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { BadInput } from '../badInput.ts';

const WINDOW_BYTES = 1 << 20;

/** The file ended before the value being read: it is truncated, or a length in it is wrong. */
export class EndOfFile extends Error {
  override readonly name = 'EndOfFile';
}

/**
 * Reads little-endian values from a file, front to back, a megabyte at a time.
 *
 * It reads synchronously, because a GGUF header contains hundreds of thousands of tokenizer
 * strings, and a promise for each would take longer than the few milliseconds that the reads take.
 */
export class FileCursor {
  readonly size: number;
  readonly #descriptor: number;
  #window = Buffer.alloc(0);
  #windowStart = 0;
  #position = 0;

  constructor(path: string) {
    this.#descriptor = openForReading(path);
    this.size = fstatSync(this.#descriptor).size;
  }

  get position(): number {
    return this.#position;
  }

  close(): void {
    closeSync(this.#descriptor);
  }

  skip(bytes: number): void {
    this.#demand(bytes);
    this.#position += bytes;
  }

  u32(): number {
    return this.#take(4).readUInt32LE();
  }

  /**
   * Rejects integers that JavaScript cannot represent exactly: no length in a real file is that
   * large.
   */
  u64(): number {
    const value = this.#take(8).readBigUInt64LE();
    if (value > BigInt(Number.MAX_SAFE_INTEGER)) throw new EndOfFile(`length ${value}`);
    return Number(value);
  }

  bytes(count: number): Buffer {
    return this.#take(count);
  }

  text(bytes: number): string {
    return this.#take(bytes).toString('utf8');
  }

  #demand(bytes: number): void {
    if (this.#position + bytes > this.size) {
      throw new EndOfFile(`${bytes} bytes wanted at byte ${this.#position} of ${this.size}`);
    }
  }

  #take(bytes: number): Buffer {
    this.#demand(bytes);
    if (
      this.#position < this.#windowStart ||
      this.#position + bytes > this.#windowStart + this.#window.length
    ) {
      this.#fill(Math.max(bytes, Math.min(WINDOW_BYTES, this.size - this.#position)));
    }
    const start = this.#position - this.#windowStart;
    this.#position += bytes;
    return this.#window.subarray(start, start + bytes);
  }

  #fill(bytes: number): void {
    const window = Buffer.allocUnsafe(bytes);
    let filled = 0;
    while (filled < bytes) {
      const read = readSync(
        this.#descriptor,
        window,
        filled,
        bytes - filled,
        this.#position + filled,
      );
      if (read === 0) throw new EndOfFile('the file shrank while it was read');
      filled += read;
    }
    this.#window = window;
    this.#windowStart = this.#position;
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new BadInput(
      `${path} cannot be read (${code}): the model is not complete. Get it again, or choose another.`,
    );
  }
}
