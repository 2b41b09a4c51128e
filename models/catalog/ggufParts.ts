import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { type GgufHeader, readGgufHeader } from './ggufHeader.ts';

/** How llama.cpp's gguf-split names the parts: `name-00001-of-00003.gguf`. */
const PART = /^(.*)-(\d{5})-of-(\d{5})\.gguf$/i;

/**
 * The files of a GGUF model, in their order: one, or all parts of a split model.
 * @param path of the file, or of the first part
 * @throws BadInput if a file is damaged, is a later part, or a part is missing or of another model
 */
export function ggufParts(path: string): string[] {
  const header = readGgufHeader(path);
  const { splitCount } = header;
  if (splitCount <= 1) return [path];
  const [, name, number] = PART.exec(basename(path)) ?? [];
  if (name === undefined || number === undefined) {
    throw new BadInput(
      `${path} is one part of a model of ${splitCount} files, and llama.cpp finds the others by their names only. Name them as their publisher did: NAME-${padded(1)}-of-${padded(splitCount)}.gguf, and so on.`,
    );
  }
  const parts = Array.from({ length: splitCount }, (_, index) =>
    join(dirname(path), `${name}-${padded(index + 1)}-of-${padded(splitCount)}.gguf`),
  );
  if (header.splitNumber !== 0) {
    throw new BadInput(
      `${path} is part ${header.splitNumber + 1} of a model of ${splitCount} files. Give the path of the first: ${parts[0]}.`,
    );
  }
  for (const [index, part] of parts.entries()) requirePart(part, index, splitCount, path);
  return parts;
}

const padded = (number: number) => String(number).padStart(5, '0');

function requirePart(part: string, index: number, count: number, first: string): void {
  if (!existsSync(part)) {
    throw new BadInput(
      `${part} is missing: ${first} is the first part of a model of ${count} files, which belong into one folder.`,
    );
  }
  const { splitNumber, splitCount }: GgufHeader = readGgufHeader(part);
  if (splitNumber === index && splitCount === count) return;
  throw new BadInput(
    `${part} is part ${splitNumber + 1} of ${splitCount} by its header, and part ${index + 1} of ${count} by its name: it is of another model, or was renamed. Get the model again.`,
  );
}

/** The first file of a GGUF model, from which llama.cpp loads it: its own, or that of its first part. */
export function firstPart(files: readonly string[]): string | undefined {
  return files.filter((file) => file.endsWith('.gguf')).sort()[0];
}

/** Whether files are all parts of one split model, by their names. */
export function areParts(names: readonly string[]): boolean {
  const found = names.map((name) => PART.exec(name));
  const [first] = found;
  if (!first) return false;
  return (
    Number(first[3]) === names.length &&
    found.every((part) => part !== null && part[1] === first[1] && part[3] === first[3])
  );
}
