import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';
import type { FileKind, Pin } from './catalogue.ts';
import { readGgufHeader } from './ggufHeader.ts';
import type { OnBytes } from './modelProgress.ts';
import { requireOnnx } from './requireOnnx.ts';
import { requireWriter } from './requireWriter.ts';
import { readSafetensorsHeader } from './safetensorsHeader.ts';

/** A file whose contents were verified. */
export interface CheckedFile {
  readonly bytes: number;
  /**
   * Together with the size, shows a later start that the file was not modified. In whole
   * milliseconds, because not every file system and copying program keeps more.
   */
  readonly mtimeMs: number;
  readonly sha256: string;
}

/**
 * Checks a model file: its size, its header, and its SHA-256 if known, cheapest first.
 * @throws BadInput that says which check failed and why; the caller adds what to do.
 */
export async function checkFile(
  path: string,
  kind: FileKind,
  pin: Pin,
  onBytes: OnBytes = () => undefined,
  signal?: AbortSignal,
): Promise<CheckedFile> {
  const { size, mtimeMs } = await statFile(path);
  if (pin.bytes !== undefined && size !== pin.bytes) {
    throw new BadInput(
      `${path}: the size check failed: the file has ${size.toLocaleString('en-US')} bytes and ${pin.bytes.toLocaleString('en-US')} are expected, so it is ${size < pin.bytes ? 'cut short or ' : ''}another file.`,
    );
  }
  await checkHeader(path, kind);
  const sha256 = await sha256OfFile(path, size, onBytes, signal);
  if (pin.sha256 !== undefined && sha256 !== pin.sha256) {
    throw new BadInput(
      `${path}: the SHA-256 check failed: it is ${sha256} and ${pin.sha256} is expected, so the file is damaged or another one.`,
    );
  }
  return { bytes: size, mtimeMs: Math.round(mtimeMs), sha256 };
}

async function statFile(path: string) {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile()) return found;
  throw new BadInput(`${path}: there is no such file.`);
}

async function checkHeader(path: string, kind: FileKind): Promise<void> {
  if (kind === 'safetensors') readSafetensorsHeader(path);
  else if (kind === 'json') await checkJson(path);
  else if (kind === 'onnx') requireOnnx(path);
  else {
    const header = readGgufHeader(path);
    // a later part says nothing of the model
    if (header.splitNumber === 0) requireWriter(path, header);
  }
}

async function checkJson(path: string): Promise<void> {
  try {
    const value: unknown = JSON.parse(await readFile(path, 'utf8'));
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) return;
  } catch (error) {
    if (!(error instanceof SyntaxError)) {
      const { code } = error as NodeJS.ErrnoException;
      throw new BadInput(`${path} cannot be read (${code}). Ask whoever owns it to allow that.`);
    }
  }
  throw new BadInput(`${path}: the JSON check failed: the file does not hold a JSON object.`);
}

/** @param size for progress reports; the file is read to its end */
export async function sha256OfFile(
  path: string,
  size: number,
  onBytes: OnBytes,
  signal: AbortSignal | undefined,
): Promise<string> {
  const hash = createHash('sha256');
  let done = 0;
  const stream = createReadStream(path, { highWaterMark: 1 << 20, ...(signal && { signal }) });
  for await (const chunk of stream) {
    hash.update(chunk);
    done += chunk.length;
    onBytes(done, size);
  }
  return hash.digest('hex');
}
