import { statSync } from 'node:fs';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import { ggufParts } from '../../../models/catalog/ggufParts.ts';
import type { TeacherLayout } from '../../contract/teacherLayout.ts';
import { teacherMemory } from './teacherMemory.ts';

/** What a teacher may use of a machine. */
export interface Room {
  readonly cores: number;
  readonly freeBytes: number;
  /** Tokens of each text. */
  readonly contextSize: number;
}

/**
 * The layout whose rows can be repeated: a process of one thread for each core, each writing one text, as
 * far as memory allows.
 */
export function repeatableLayout(gguf: string, room: Room): TeacherLayout {
  return { hosts: hostsThatFit(gguf, 1, room) || 1, sequences: 1, threads: 1 };
}

/**
 * The layout of a run for which none was measured: the repeatable one, unless memory for so few processes
 * would leave more cores idle than `IDLE`.
 */
export function usualLayout(gguf: string, room: Room): TeacherLayout {
  const repeatable = repeatableLayout(gguf, room);
  const { hosts } = repeatable;
  if (hosts >= room.cores * (1 - IDLE)) return repeatable;
  return { ...repeatable, threads: Math.floor(room.cores / hosts) };
}

/** A share of the cores that repeatable rows are worth. */
const IDLE = 0.2;

/**
 * Every way to share out the cores among processes, half as many each time, that write so many texts at
 * once: the most processes first. Empty if not even one has the memory.
 */
export function batchedLayouts(gguf: string, sequences: number, room: Room): TeacherLayout[] {
  const layouts: TeacherLayout[] = [];
  for (let hosts = hostsThatFit(gguf, sequences, room); hosts >= 1; hosts = Math.floor(hosts / 2)) {
    layouts.push({ hosts, sequences, threads: Math.floor(room.cores / hosts) });
  }
  return layouts;
}

/** Whether there is memory for a layout. */
export function fits(gguf: string, { hosts, sequences }: TeacherLayout, room: Room): boolean {
  return hosts * hostBytes(gguf, sequences, room) <= room.freeBytes;
}

/** The most texts that a GPU's memory holds beside the weights, which it holds once; at least 1. */
export function sequencesOnGpu(gguf: string, freeBytes: number, contextSize: number): number {
  const { weights, cache } = memoryOf(gguf, contextSize);
  const left = Math.floor((freeBytes * USABLE - weights) / cache);
  return Math.max(1, Math.min(MOST_SEQUENCES, left - 1));
}

/** Larger batches are hardly faster, and each text has a cache of its own. */
export const MOST_SEQUENCES = 32;
/** The rest is for the buffers of a batch, and for what the screen needs. */
const USABLE = 0.9;

function hostsThatFit(gguf: string, sequences: number, room: Room): number {
  return Math.min(room.cores, Math.floor(room.freeBytes / hostBytes(gguf, sequences, room)));
}

function hostBytes(gguf: string, sequences: number, { contextSize }: Room): number {
  const { total, cache } = memoryOf(gguf, contextSize);
  return total + extraSequences(sequences) * cache;
}

/** Texts that share a batch have one more sequence, for what they have in common. */
const extraSequences = (sequences: number) => (sequences === 1 ? 0 : sequences);

function memoryOf(gguf: string, contextSize: number) {
  const bytes = ggufParts(gguf).reduce((sum, part) => sum + statSync(part).size, 0);
  return teacherMemory(readGgufHeader(gguf), bytes, contextSize);
}
