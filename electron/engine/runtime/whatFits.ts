import { statSync } from 'node:fs';
import { type CatalogueEntry, catalogue } from '../../../models/catalog/catalogue.ts';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import { ggufParts } from '../../../models/catalog/ggufParts.ts';
import { sizeText } from '../../contract/sizeText.ts';
import { layoutName, layoutWords, type TeacherLayout } from '../../contract/teacherLayout.ts';
import { smallerLayout } from './smallerLayout.ts';
import { teacherMemory } from './teacherMemory.ts';
import { CONTEXT_SIZE } from './teacherPool.ts';

/** Bits a weight of llama.cpp's usual files, with the scales of their blocks; the largest first. */
const QUANTISATIONS: readonly (readonly [name: string, bits: number])[] = [
  ['Q8_0', 8.5],
  ['Q6_K', 6.6],
  ['Q5_K_M', 5.7],
  ['Q4_K_M', 4.9],
  ['Q3_K_M', 3.9],
  ['Q2_K', 3.2],
];
/** A file of fewer bits than this share of the present ones is worth getting. */
const SMALLER = 0.95;
/** The cache of a model that is not here, as a share of its weights; it is at most this in the catalogue. */
const CACHE_SHARE = 0.15;

/** The bytes that a teacher takes in a layout, with its context. */
export function bytesOfLayout(gguf: string, { hosts, sequences }: TeacherLayout): number {
  const { total, cache } = needOf(gguf, bytesOf(gguf));
  return hosts * (total + (sequences - 1) * cache);
}

/**
 * What would fit into `free` bytes of memory in the place of a teacher that does not: fewer processes or
 * texts, a file of fewer bits a weight, or a smaller teacher. By estimate, as a sentence.
 */
export function whatFits(
  gguf: string,
  layout: TeacherLayout,
  free: number,
  teachers: readonly CatalogueEntry[] = catalogue,
): string {
  const ways = [
    ...layoutThatFits(gguf, layout, free),
    ...fileThatFits(gguf, free),
    ...teacherThatFits(gguf, free, teachers),
  ];
  if (ways.length === 0) return 'No teacher of the catalogue is small enough: free some memory.';
  return `By estimate this would fit: ${ways.join('; or ')}.`;
}

function layoutThatFits(gguf: string, layout: TeacherLayout, free: number): string[] {
  let smaller = smallerLayout(layout);
  while (smaller && bytesOfLayout(gguf, smaller) > free) smaller = smallerLayout(smaller);
  if (!smaller) return [];
  return [
    `${layoutWords(smaller)}, with ${sizeText(bytesOfLayout(gguf, smaller))} (--teacher-layout ${layoutName(smaller)})`,
  ];
}

function fileThatFits(gguf: string, free: number): string[] {
  const weights = ggufParts(gguf).reduce((sum, part) => sum + readGgufHeader(part).weights, 0);
  const bitsNow = (bytesOf(gguf) * 8) / weights;
  const needOfBits = (bits: number) => needOf(gguf, (weights * bits) / 8).total;
  const [name, bits] =
    QUANTISATIONS.find(([, bits]) => bits < bitsNow * SMALLER && needOfBits(bits) <= free) ?? [];
  if (name === undefined || bits === undefined) return [];
  return [
    `the same model as ${name}, ${bits} bits a weight in the place of ${bitsNow.toFixed(1)}, with ${sizeText(needOfBits(bits))}`,
  ];
}

function teacherThatFits(
  gguf: string,
  free: number,
  teachers: readonly CatalogueEntry[],
): string[] {
  const overhead = needOf(gguf, 0).total - needOf(gguf, 0).cache;
  const [largest] = teachers
    .filter(({ roles }) => roles.includes('teacher'))
    .map(({ name, files }) => {
      const bytes = files.reduce((sum, file) => sum + (file.bytes ?? file.aboutBytes ?? 0), 0);
      return { name, bytes, need: bytes * (1 + CACHE_SHARE) + overhead };
    })
    .filter(({ bytes, need }) => bytes > 0 && bytes < bytesOf(gguf) && need <= free)
    .toSorted((a, b) => b.need - a.need);
  return largest ? [`the teacher ${largest.name}, with about ${sizeText(largest.need)}`] : [];
}

const bytesOf = (gguf: string) =>
  ggufParts(gguf).reduce((sum, part) => sum + statSync(part).size, 0);

const needOf = (gguf: string, bytes: number) =>
  teacherMemory(readGgufHeader(gguf), bytes, CONTEXT_SIZE);
