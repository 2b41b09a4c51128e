import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { onTestFinished } from 'vitest';
import { BadInput } from '../../../../models/badInput.ts';

/** A folder of the test's own, deleted after it. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'stillroom-catalog-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

type GgufValue = string | number | readonly number[] | readonly string[];

interface TinyGguf {
  readonly version?: number;
  readonly metadata?: Readonly<Record<string, GgufValue>>;
  /** GGML type of its one tensor of 64 numbers. */
  readonly tensorType?: number;
  readonly data?: Buffer;
}

const METADATA = {
  'general.architecture': 'llama',
  'general.name': 'Tiny',
  'general.license': 'mit',
  'llama.context_length': 128,
  'llama.embedding_length': 8,
  'llama.block_count': 2,
  'llama.attention.head_count': 4,
  'llama.attention.head_count_kv': [1, 2],
  'tokenizer.ggml.tokens': ['<s>', 'a', 'b'],
  'tokenizer.chat_template': '{{ messages }}',
};

/** A GGUF file with one tensor of 64 numbers: F32 (256 bytes) unless told otherwise. */
export function tinyGguf({
  version = 3,
  metadata = {},
  tensorType = 0,
  data,
}: TinyGguf = {}): Buffer {
  const pairs = Object.entries<GgufValue>({ ...METADATA, ...metadata });
  const header = Buffer.concat([
    Buffer.from('GGUF'),
    u32(version),
    u64(1),
    u64(pairs.length),
    ...pairs.flatMap(([key, value]) => [ggufText(key), ggufValue(value)]),
    ggufText('token_embd.weight'),
    u32(2),
    u64(8),
    u64(8),
    u32(tensorType),
    u64(0),
  ]);
  const padding = Buffer.alloc((32 - (header.length % 32)) % 32);
  return Buffer.concat([header, padding, data ?? Buffer.alloc(256, 7)]);
}

function ggufValue(value: GgufValue): Buffer {
  if (typeof value === 'string') return Buffer.concat([u32(8), ggufText(value)]);
  if (typeof value === 'number') return Buffer.concat([u32(4), u32(value)]);
  const items = value.map((item) => (typeof item === 'string' ? ggufText(item) : u32(item)));
  const type = typeof value[0] === 'string' ? 8 : 4;
  return Buffer.concat([u32(9), u32(type), u64(value.length), ...items]);
}

/** A safetensors file with a 2 x 3 and a 3 matrix of F32. */
export function tinySafetensors(header: object = {}): Buffer {
  const table = {
    __metadata__: { format: 'pt' },
    'a.weight': { dtype: 'F32', shape: [2, 3], data_offsets: [0, 24] },
    'a.bias': { dtype: 'F32', shape: [3], data_offsets: [24, 36] },
    ...header,
  };
  const json = Buffer.from(JSON.stringify(table));
  return Buffer.concat([u64(json.length), json, Buffer.alloc(36, 1)]);
}

/** A wheel (a zip with stored members) that pip accepts. */
export function tinyWheel(
  distribution: string,
  version: string,
  members: Readonly<Record<string, Buffer>>,
): Buffer {
  const info = `${distribution}-${version}.dist-info`;
  return storedZip({
    ...members,
    [`${info}/METADATA`]: Buffer.from(
      `Metadata-Version: 2.1\nName: ${distribution}\nVersion: ${version}\n`,
    ),
    [`${info}/WHEEL`]: Buffer.from(
      'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    ),
    [`${info}/RECORD`]: Buffer.from(''),
  });
}

function storedZip(members: Readonly<Record<string, Buffer>>): Buffer {
  const locals: Buffer[] = [];
  const centrals: Buffer[] = [];
  let offset = 0;
  for (const [name, data] of Object.entries(members)) {
    const path = Buffer.from(name);
    const common = [u16(20), u16(0), u16(0), u16(0), u16(0x21), u32(crc32(data)), u32(data.length)];
    const sizes = [u32(data.length), u16(path.length), u16(0)];
    const local = Buffer.concat([u32(0x04034b50), ...common, ...sizes, path, data]);
    const place = [u16(0), u16(0), u16(0), u32(0), u32(offset)];
    centrals.push(Buffer.concat([u32(0x02014b50), u16(20), ...common, ...sizes, ...place, path]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(centrals);
  const count = u16(centrals.length);
  const end = [u32(0x06054b50), u16(0), u16(0), count, count, u32(directory.length), u32(offset)];
  return Buffer.concat([...locals, directory, ...end, u16(0)]);
}

function ggufText(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([u64(bytes.length), bytes]);
}

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16LE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function u64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

/** Whether reading a file ends in an error for the user, as opposed to one of the program's own. */
export function isRefused(read: () => unknown): boolean {
  try {
    read();
    return false;
  } catch (error) {
    return error instanceof BadInput;
  }
}
