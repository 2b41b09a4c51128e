import { BadInput } from '../badInput.ts';
import { EndOfFile, FileCursor } from './fileCursor.ts';

/** The file of a model that is a graph with its weights inside. */
export const ONNX_FILE = 'model.onnx';

/** Fields of `ModelProto` in onnx.proto. */
const IR_VERSION = 1;
const GRAPH = 7;

/** A model has some ten: versions, its graph, and a few lines of metadata. */
const MOST_FIELDS = 10_000;

/**
 * Reads the outermost fields of an ONNX file, which is one protobuf message without a signature. Their
 * lengths have to end where the file ends, so a file that was cut short is noticed before it is hashed.
 * @throws BadInput if the file is no ONNX model, or is cut short
 */
export function requireOnnx(path: string): void {
  const cursor = new FileCursor(path);
  try {
    const fields = fieldsOf(cursor);
    if (fields?.has(IR_VERSION) && fields.has(GRAPH)) return;
  } catch (error) {
    if (!(error instanceof EndOfFile)) throw error;
    throw new BadInput(`${path}: the ONNX check failed: the file is cut short or no ONNX model.`);
  } finally {
    cursor.close();
  }
  throw new BadInput(`${path}: the ONNX check failed: the file is no ONNX model.`);
}

/** The numbers of the message's fields; undefined if it is no message. */
function fieldsOf(cursor: FileCursor): Set<number> | undefined {
  const fields = new Set<number>();
  for (let count = 0; cursor.position < cursor.size; count++) {
    if (count === MOST_FIELDS) return undefined;
    const key = varint(cursor);
    const skip = SKIPS.get(key % 8);
    if (!skip) return undefined;
    skip(cursor);
    fields.add(Math.floor(key / 8));
  }
  return fields;
}

/** How a value of each of protobuf's wire types is passed over. */
const SKIPS: ReadonlyMap<number, (cursor: FileCursor) => void> = new Map([
  [0, (cursor: FileCursor) => void varint(cursor)],
  [1, (cursor: FileCursor) => cursor.skip(8)],
  [2, (cursor: FileCursor) => cursor.skip(varint(cursor))],
  [5, (cursor: FileCursor) => cursor.skip(4)],
]);

/** A number of at most ten bytes, of which each has seven bits, the lowest first. */
function varint(cursor: FileCursor): number {
  let value = 0;
  for (let at = 0; at < 10; at++) {
    const byte = cursor.bytes(1)[0]!;
    value += (byte & 0x7f) * 2 ** (7 * at);
    if (byte < 0x80) return value;
  }
  throw new EndOfFile('a number of more than ten bytes');
}
