import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { layoutName, type TeacherLayout } from '../../../../../electron/contract/teacherLayout.ts';
import { countCores } from '../../../../../electron/engine/runtime/physicalCores.ts';
import {
  batchedLayouts,
  fits,
  repeatableLayout,
  sequencesOnGpu,
  usualLayout,
} from '../../../../../electron/engine/runtime/repeatableLayout.ts';
import { studentMemory } from '../../../../../electron/engine/runtime/studentMemory.ts';
import { teacherMemory } from '../../../../../electron/engine/runtime/teacherMemory.ts';
import { writeTinyTeacher } from '../../../../fixtures/tinyTeacher.ts';

const MIB = 2 ** 20;

describe('a teacher', () => {
  const smollm2 = {
    embeddingLength: 576,
    blockCount: 30,
    headCount: 9,
    headCountKv: 3,
    keyLength: undefined,
    valueLength: undefined,
  };

  // resident memory of a teacher's process with this file, as it was measured
  it.each([
    [512, 412],
    [2048, 446],
    [4096, 491],
    [8192, 581],
  ])('with %d tokens of context takes within a tenth of %d MiB', (context, measured) => {
    const { total } = teacherMemory(smollm2, 98_362_432, context);
    expect(Math.abs(total / MIB - measured)).toBeLessThan(measured / 10);
  });

  it('has a cache of two bytes for each key and value', () => {
    expect(teacherMemory(smollm2, 0, 1).cache).toBe(2 * 30 * 3 * (64 + 64));
    // Llama-2-13B: 0.82 MB a token
    const llama = { ...smollm2, embeddingLength: 5120, blockCount: 40, headCount: 40 };
    expect(teacherMemory({ ...llama, headCountKv: undefined }, 0, 1).cache).toBe(819_200);
    // a model whose heads are wider than its width divided among them
    const gemma = { ...smollm2, headCountKv: 1, keyLength: 256, valueLength: 256 };
    expect(teacherMemory(gemma, 0, 1).cache).toBe(2 * 30 * 512);
  });
});

describe('teachers side by side', () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-fit-'));
  const gguf = path.join(folder, 'tiny.gguf');
  writeTinyTeacher(gguf);
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const names = (layouts: readonly TeacherLayout[]) => layouts.map(layoutName).join(' ');

  // two layers of width 64: 512 bytes a token, 2 MB of cache beside 300 MB for the host
  it.each([
    [64e9, 8, '8x1x1', '8x1x1'],
    [1e9, 3, '3x1x1', '3x1x1'],
    [1e9, 8, '3x1x1', '3x1x2'],
    [0.1e9, 8, '1x1x1', '1x1x8'],
  ])(
    'with %d bytes free and %d cores write one text each: repeatable %s, usual %s',
    (free, cores, repeatable, usual) => {
      const room = { cores, freeBytes: free, contextSize: 4096 };
      expect(layoutName(repeatableLayout(gguf, room))).toBe(repeatable);
      expect(layoutName(usualLayout(gguf, room))).toBe(usual);
    },
  );

  it.each([
    [64e9, 8, '8x16x1 4x16x2 2x16x4 1x16x8'],
    [1e9, 8, '2x16x4 1x16x8'],
    [64e9, 1, '1x16x1'],
    [0.1e9, 8, ''],
  ])('with %d bytes free and %d cores write 16 texts as %s', (freeBytes, cores, expected) => {
    const room = { cores, freeBytes, contextSize: 4096 };
    const layouts = batchedLayouts(gguf, 16, room);
    expect(names(layouts)).toBe(expected);
    for (const layout of layouts) expect(fits(gguf, layout, room)).toBe(true);
  });

  it('write as many texts on a GPU as its memory holds', () => {
    const free = (bytes: number) => sequencesOnGpu(gguf, bytes, 4096);
    expect([free(0), free(12e6), free(30e6), free(80e9)]).toEqual([1, 3, 11, 32]);
  });
});

describe('a student in training', () => {
  const minilm = { layers: 6, heads: 12, hidden: 384 };

  // the most memory of a student's process of all-MiniLM-L6-v2's shape with batches of 32, as measured
  it.each([
    [68, 1305],
    [228, 4263],
    [512, 12967],
  ])('on texts of %d tokens takes within a tenth of %d MiB', (length, measured) => {
    const bytes = studentMemory(minilm, 90_868_376, { batch: 32, length });
    expect(Math.abs(bytes / MIB - measured)).toBeLessThan(measured / 10);
  });
});

it('counts cores, not their threads', () => {
  const processor = (id: number, socket: number, core: number) =>
    `processor\t: ${id}\nphysical id\t: ${socket}\ncore id\t\t: ${core}\n`;
  const info = [processor(0, 0, 0), processor(1, 0, 0), processor(2, 0, 1), processor(3, 1, 0)];
  expect(countCores(info.join('\n'))).toBe(3);
  expect(countCores('processor\t: 0\nBogoMIPS\t: 50.00\n')).toBe(0);
});
