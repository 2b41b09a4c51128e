import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import { EndOfFile, FileCursor } from './fileCursor.ts';
import { parseJson } from './parseJson.ts';
import { requirePlainFile } from './requirePlainFile.ts';

export interface SafetensorsTensor {
  readonly dtype: string;
  readonly shape: readonly number[];
  /** Byte of the file at which the tensor starts. */
  readonly begin: number;
  /** Byte after the tensor. */
  readonly end: number;
}

export interface SafetensorsHeader {
  readonly tensors: ReadonlyMap<string, SafetensorsTensor>;
  readonly metadata: Readonly<Record<string, string>>;
}

/** A model of a thousand layers has 16,000 tensors, each of which takes about 100 bytes. */
const MOST_HEADER_BYTES = 16 * 1024 * 1024;
const MOST_TENSORS = 100_000;
/** A shape in a tensor in the table. */
const HEADER_DEPTH = 3;

const BYTES_OF_DTYPE: Readonly<Record<string, number>> = {
  BOOL: 1,
  U8: 1,
  I8: 1,
  F8_E4M3: 1,
  F8_E5M2: 1,
  U16: 2,
  I16: 2,
  F16: 2,
  BF16: 2,
  U32: 4,
  I32: 4,
  F32: 4,
  U64: 8,
  I64: 8,
  F64: 8,
};

const count = z.int().nonnegative();
const tensorSchema = z.object({
  dtype: z.string(),
  shape: z.array(count),
  data_offsets: z.tuple([count, count]),
});
const headerSchema = z
  .object({ __metadata__: z.record(z.string(), z.string()).optional() })
  .catchall(tensorSchema);

/**
 * Reads and checks the header of a safetensors file, without reading its tensors.
 * @throws BadInput if the file is not safetensors, is damaged, has more tensors than any model, or
 *   its length does not match its tensors.
 */
export function readSafetensorsHeader(path: string): SafetensorsHeader {
  requirePlainFile(path);
  const cursor = new FileCursor(path);
  try {
    const { __metadata__: metadata = {}, ...tensors } = readJson(path, cursor);
    const dataStart = cursor.position;
    const placed = new Map(
      Object.entries(tensors).map(([name, tensor]) => [
        name,
        place(path, name, tensorSchema.parse(tensor), dataStart),
      ]),
    );
    checkEnd(path, cursor.size, placed);
    return { tensors: placed, metadata };
  } finally {
    cursor.close();
  }
}

function readJson(path: string, cursor: FileCursor): z.infer<typeof headerSchema> {
  const length = readLength(path, cursor);
  try {
    const json = parseJson(cursor.text(length), HEADER_DEPTH);
    requireFewTensors(path, json);
    return headerSchema.parse(json);
  } catch (error) {
    if (error instanceof BadInput) throw error;
    throw new BadInput(
      `${path}: the safetensors header check failed: its first ${length.toLocaleString('en-US')} bytes are not a table of tensors, so the file is damaged or of another format.`,
    );
  }
}

/** Counted before the table is checked, which takes ten times as long as to parse it. */
function requireFewTensors(path: string, json: unknown): void {
  const count = Object.keys(json ?? {}).length;
  if (count <= MOST_TENSORS) return;
  throw new BadInput(
    `${path}: the safetensors header check failed: it names ${count.toLocaleString('en-US')} tensors, and no model has more than ${MOST_TENSORS.toLocaleString('en-US')}, so the file is damaged or of another format.`,
  );
}

function readLength(path: string, cursor: FileCursor): number {
  let length: number | undefined;
  try {
    length = cursor.u64();
  } catch (error) {
    if (!(error instanceof EndOfFile)) throw error;
  }
  if (length !== undefined && length <= cursor.size - 8) {
    if (length <= MOST_HEADER_BYTES) return length;
    throw new BadInput(
      `${path}: the safetensors header length check failed: its header has ${length.toLocaleString('en-US')} bytes, and no model needs more than ${MOST_HEADER_BYTES.toLocaleString('en-US')}, so the file is damaged or of another format.`,
    );
  }
  throw new BadInput(
    `${path}: the safetensors header length check failed: the length in its first 8 bytes does not fit in the file (${cursor.size.toLocaleString('en-US')} bytes), so it is cut short or of another format.`,
  );
}

function place(
  path: string,
  name: string,
  tensor: z.infer<typeof tensorSchema>,
  dataStart: number,
): SafetensorsTensor {
  const [begin, end] = tensor.data_offsets;
  const elementBytes = BYTES_OF_DTYPE[tensor.dtype];
  const elements = tensor.shape.reduce((product, size) => product * size, 1);
  if (end < begin || (elementBytes !== undefined && end - begin !== elements * elementBytes)) {
    throw new BadInput(
      `${path}: the safetensors header check failed: tensor '${name}' (${tensor.dtype}, ${tensor.shape.join(' x ')}) does not fill its ${end - begin} bytes, so the file is damaged.`,
    );
  }
  return {
    dtype: tensor.dtype,
    shape: tensor.shape,
    begin: dataStart + begin,
    end: dataStart + end,
  };
}

function checkEnd(
  path: string,
  size: number,
  tensors: ReadonlyMap<string, SafetensorsTensor>,
): void {
  let end = 0;
  for (const tensor of tensors.values()) end = Math.max(end, tensor.end);
  if (end === size) return;
  const verdict = end > size ? 'it is cut short' : 'it is damaged or has foreign bytes at its end';
  throw new BadInput(
    `${path}: the safetensors size check failed: its last tensor ends at byte ${end.toLocaleString('en-US')} and the file has ${size.toLocaleString('en-US')} bytes, so ${verdict}.`,
  );
}
