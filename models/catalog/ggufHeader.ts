import { BadInput } from '../badInput.ts';
import { EndOfFile, FileCursor } from './fileCursor.ts';
import { ggmlTypes } from './ggmlTypes.ts';
import { requirePlainFile } from './requirePlainFile.ts';

/** The metadata in the header of a GGUF file. */
export interface GgufHeader {
  readonly version: number;
  readonly tensorCount: number;
  /** Numbers of all tensors in this file. */
  readonly weights: number;
  readonly architecture: string;
  /** `model`, `adapter`, `mmproj` …; undefined in files of before 2024. */
  readonly type: string | undefined;
  readonly name: string | undefined;
  readonly licence: string | undefined;
  /** Context length that the model was trained with, in tokens. */
  readonly contextLength: number | undefined;
  readonly embeddingLength: number | undefined;
  readonly blockCount: number | undefined;
  /** The largest value, if layers differ. */
  readonly headCount: number | undefined;
  readonly headCountKv: number | undefined;
  /** Length of a head's key and value, if it is not the width divided by the number of heads. */
  readonly keyLength: number | undefined;
  readonly valueLength: number | undefined;
  readonly chatTemplate: string | undefined;
  /** llama.cpp's number of how tokens become one vector; undefined or 0 for a model that writes. */
  readonly poolingType: number | undefined;
  /** False for a model in which every token sees those behind it. */
  readonly isCausal: boolean | undefined;
  readonly hasVocabulary: boolean;
  /** `llama` for SentencePiece, `gpt2` for byte-level BPE, and others. */
  readonly tokenizer: string | undefined;
  /** Which part of a split model it is, from 0. */
  readonly splitNumber: number;
  /** Number of files that the model is split into; 1 for a whole model. */
  readonly splitCount: number;
  /** Byte after the last tensor: the file must be at least this long. */
  readonly tensorsEnd: number;
}

type MetadataValue = string | number | boolean | readonly number[];

const MAGIC = 'GGUF';
const STRING = 8;
const ARRAY = 9;
const KEPT_ARRAY_LENGTH = 4096;
/** Real files are aligned to 32 bytes; a large value would only hide that a file is cut short. */
const MOST_ALIGNMENT = 65_536;

/**
 * Dimensions that are at least 1 where a model has them, and the largest that is possible. llama.cpp
 * ends its whole process at some others.
 */
const DIMENSIONS: readonly (readonly [key: string, most: number])[] = [
  ['embedding_length', 1_000_000],
  ['block_count', 512], // llama.cpp's LLAMA_MAX_LAYERS
  ['rope.dimension_count', 1_000_000],
];

/** Metadata type id -> size in bytes and reader of its scalar. */
const SCALARS: ReadonlyMap<number, readonly [number, (bytes: Buffer) => number | boolean]> =
  new Map([
    [0, [1, (bytes) => bytes.readUInt8()]],
    [1, [1, (bytes) => bytes.readInt8()]],
    [2, [2, (bytes) => bytes.readUInt16LE()]],
    [3, [2, (bytes) => bytes.readInt16LE()]],
    [4, [4, (bytes) => bytes.readUInt32LE()]],
    [5, [4, (bytes) => bytes.readInt32LE()]],
    [6, [4, (bytes) => bytes.readFloatLE()]],
    [7, [1, (bytes) => bytes.readUInt8() !== 0]],
    [10, [8, (bytes) => Number(bytes.readBigUInt64LE())]],
    [11, [8, (bytes) => Number(bytes.readBigInt64LE())]],
    [12, [8, (bytes) => bytes.readDoubleLE()]],
  ]);

/**
 * Reads and checks the header of a GGUF file (versions 2 and 3), without reading its tensors.
 * @throws BadInput if the file is not GGUF, is damaged, ends before its last tensor does, or has
 *   dimensions that llama.cpp does not load.
 */
export function readGgufHeader(path: string): GgufHeader {
  requirePlainFile(path);
  const cursor = new FileCursor(path);
  try {
    return parse(path, cursor);
  } catch (error) {
    if (!(error instanceof EndOfFile)) throw error;
    throw new BadInput(
      `${path}: the GGUF header check failed: the file ends inside its header (at byte ${cursor.size.toLocaleString('en-US')}), so it is cut short or damaged.`,
    );
  } finally {
    cursor.close();
  }
}

function parse(path: string, cursor: FileCursor): GgufHeader {
  const version = readVersion(path, cursor);
  const tensorCount = cursor.u64();
  const metadata = readMetadata(path, cursor, cursor.u64());
  const splitCount = numberOf(metadata.get('split.count')) ?? 1;
  const splitNumber = numberOf(metadata.get('split.no')) ?? 0;
  // the later parts of a split model do not repeat what the first says, which may have no tensors
  const architecture = metadata.get('general.architecture') ?? (splitNumber > 0 ? '' : undefined);
  if (typeof architecture !== 'string' || (tensorCount === 0 && splitCount === 1)) {
    throw new BadInput(
      `${path}: the GGUF header check failed: it names no architecture or holds no tensors, so it is not a model.`,
    );
  }
  const alignment = numberOf(metadata.get('general.alignment')) ?? 32;
  if (!Number.isInteger(Math.log2(alignment)) || alignment < 1 || alignment > MOST_ALIGNMENT) {
    throw new BadInput(
      `${path}: the GGUF header check failed: its alignment is ${alignment}, which is no power of two up to ${MOST_ALIGNMENT}, so it is damaged.`,
    );
  }
  const { tensorsEnd, weights } = readTensors(cursor, tensorCount, alignment);
  if (tensorsEnd > cursor.size) {
    throw new BadInput(
      `${path}: the GGUF size check failed: its last tensor ends at byte ${tensorsEnd.toLocaleString('en-US')} and the file has ${cursor.size.toLocaleString('en-US')} bytes, so it is cut short.`,
    );
  }
  const ofModel = (key: string) => numberOf(metadata.get(`${architecture}.${key}`));
  for (const [key, most] of DIMENSIONS) requireDimension(path, key, ofModel(key), most);
  return {
    version,
    tensorCount,
    weights,
    architecture,
    type: textOf(metadata.get('general.type')),
    name: textOf(metadata.get('general.name')),
    licence: textOf(metadata.get('general.license')),
    contextLength: ofModel('context_length'),
    embeddingLength: ofModel('embedding_length'),
    blockCount: ofModel('block_count'),
    headCount: ofModel('attention.head_count'),
    headCountKv: ofModel('attention.head_count_kv'),
    keyLength: ofModel('attention.key_length'),
    valueLength: ofModel('attention.value_length'),
    chatTemplate: textOf(metadata.get('tokenizer.chat_template')),
    poolingType: ofModel('pooling_type'),
    isCausal: flagOf(metadata.get(`${architecture}.attention.causal`)),
    tokenizer: textOf(metadata.get('tokenizer.ggml.model')),
    hasVocabulary: metadata.has('tokenizer.ggml.tokens'),
    splitNumber,
    splitCount,
    tensorsEnd,
  };
}

function requireDimension(
  path: string,
  key: string,
  value: number | undefined,
  most: number,
): void {
  if (value === undefined || (value >= 1 && value <= most)) return;
  throw new BadInput(
    `${path}: the GGUF header check failed: its ${key} is ${value.toLocaleString('en-US')}, and a model has one from 1 to ${most.toLocaleString('en-US')}, so the file is damaged. Get it again, or choose another model.`,
  );
}

function readVersion(path: string, cursor: FileCursor): number {
  if (cursor.size < 4 || cursor.bytes(4).toString('latin1') !== MAGIC) {
    throw new BadInput(
      `${path}: the GGUF magic check failed: the file does not begin with 'GGUF', so it is not a model for llama.cpp.`,
    );
  }
  const version = cursor.u32();
  if (version !== 2 && version !== 3) {
    throw new BadInput(
      `${path}: the GGUF header check failed: format version ${version} is not 2 or 3 (a big-endian file, or one from before September 2023).`,
    );
  }
  return version;
}

function readMetadata(
  path: string,
  cursor: FileCursor,
  count: number,
): ReadonlyMap<string, MetadataValue> {
  const metadata = new Map<string, MetadataValue>();
  for (let i = 0; i < count; i++) {
    const key = cursor.text(cursor.u64());
    metadata.set(key, readValue(path, cursor, cursor.u32()));
  }
  return metadata;
}

/** Empty for skipped values: string arrays (the vocabulary) and long arrays. */
function readValue(path: string, cursor: FileCursor, type: number): MetadataValue {
  if (type === STRING) return cursor.text(cursor.u64());
  if (type === ARRAY) return readArray(path, cursor);
  const [bytes, read] = scalarOf(path, type);
  return read(cursor.bytes(bytes));
}

function readArray(path: string, cursor: FileCursor): readonly number[] {
  const type = cursor.u32();
  const length = cursor.u64();
  if (type === STRING) {
    for (let i = 0; i < length; i++) cursor.skip(cursor.u64());
    return [];
  }
  const [bytes, read] = scalarOf(path, type);
  if (length > KEPT_ARRAY_LENGTH) {
    cursor.skip(length * bytes);
    return [];
  }
  return Array.from({ length }, () => Number(read(cursor.bytes(bytes))));
}

function scalarOf(path: string, type: number) {
  const scalar = SCALARS.get(type);
  if (scalar !== undefined) return scalar;
  throw new BadInput(
    `${path}: the GGUF header check failed: unknown metadata type ${type}, so the file is damaged or of a later format.`,
  );
}

function readTensors(
  cursor: FileCursor,
  count: number,
  alignment: number,
): Pick<GgufHeader, 'tensorsEnd' | 'weights'> {
  let end = 0;
  let weights = 0;
  for (let i = 0; i < count; i++) {
    cursor.skip(cursor.u64()); // its name
    const dimensions = cursor.u32();
    let elements = 1;
    for (let d = 0; d < dimensions; d++) elements *= cursor.u64();
    weights += elements;
    const layout = ggmlTypes.get(cursor.u32());
    const offset = cursor.u64();
    // The size of a type newer than the table is unknown, but at least its start must be within the
    // file.
    const bytes = layout === undefined ? 0 : (elements / layout.elements) * layout.bytes;
    end = Math.max(end, offset + bytes);
  }
  return { tensorsEnd: Math.ceil(cursor.position / alignment) * alignment + end, weights };
}

function textOf(value: MetadataValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function flagOf(value: MetadataValue | undefined): boolean | undefined {
  return typeof value === 'boolean' ? value : undefined;
}

function numberOf(value: MetadataValue | undefined): number | undefined {
  if (typeof value === 'number') return value;
  return Array.isArray(value) && value.length > 0 ? Math.max(...value) : undefined;
}
