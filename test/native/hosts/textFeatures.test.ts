import { mkdtempSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { forkHost, type Host, hostModule } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';
import { TINY_WORDS, writeTinyTeacher } from '../../fixtures/tinyTeacher.ts';
import { openTinyTeacher } from './openTinyTeacher.ts';

const WIDTH = 64;
/** The tokens of bytes begin behind three others, and words follow. */
const FIRST_BYTE = 3;
const VOCABULARY = FIRST_BYTE + 256 + TINY_WORDS.length;

let root: string;
let gguf: string;
let reader: Host<TeacherHost>;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-features-'));
  gguf = path.join(root, 'tiny.gguf');
  writeTinyTeacher(gguf);
  reader = openReader(gguf);
});
afterAll(() => {
  reader.stop();
  rmSync(root, { recursive: true, force: true });
});

function openReader(file: string): Host<TeacherHost> {
  return forkHost<TeacherHost>({
    title: 'the teacher',
    entry: hostModule('teacherHost'),
    open: { name: 'openFeatures', args: [file, { threads: 1 }] },
  });
}

async function featuresOf(texts: readonly string[]): Promise<Float32Array[]> {
  const all = await reader.call('readFeatures', texts);
  expect(all).toHaveLength(WIDTH * texts.length);
  return texts.map((_, i) => all.slice(i * WIDTH, (i + 1) * WIDTH));
}

/** log P of every token by its output weights, which end the file, and a state of length 1. */
function logProbabilitiesBy(state: Float32Array): number[] {
  const bytes = readFileSync(gguf).subarray(-4 * WIDTH * VOCABULARY);
  const weights = new Float32Array(new Uint8Array(bytes).buffer);
  // the output norm has no weights: it leaves the square root of the width as the length
  const logits = Array.from({ length: VOCABULARY }, (_, token) =>
    state.reduce((sum, x, axis) => sum + x * weights[token * WIDTH + axis]!, 0),
  ).map((logit) => logit * Math.sqrt(WIDTH));
  const most = Math.max(...logits);
  const log = most + Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit - most), 0));
  return logits.map((logit) => logit - log);
}

it('is the state from which the teacher predicts the next token', async () => {
  const text = 'bacor dilum fegum';
  // its tokenizer has no token of a letter but its byte
  const letters = [...'abcdefghijklmnopqrstuvwxyz'];
  const teacher = openTinyTeacher(gguf);
  try {
    const scores = await teacher.call('score', { text, chat: false }, letters);
    const [state] = await featuresOf([text]);
    const ours = logProbabilitiesBy(state!);
    const logs = letters.map((letter) => ours[FIRST_BYTE + letter.charCodeAt(0)]!);
    for (const [i, { log, tokens }] of scores.entries()) {
      expect(tokens).toBe(1);
      expect(Math.abs(log - logs[i]!)).toBeLessThan(0.01);
    }
    // letters differ by far more than that
    expect(Math.max(...logs) - Math.min(...logs)).toBeGreaterThan(2);
  } finally {
    teacher.stop();
  }
});

it('has length 1, and is the same alone and among others', async () => {
  const texts = ['bacor dilum', '', '🙂', 'bacor '.repeat(3000), 'dilum bacor'];
  const states = await featuresOf(texts);
  for (const state of states) expect(Math.hypot(...state)).toBeCloseTo(1, 5);
  expect(new Set(states.map((state) => state.join())).size).toBe(texts.length);
  for (const [i, text] of texts.entries()) expect(await featuresOf([text])).toEqual([states[i]]);
  // what is behind the first 1,024 tokens is not read
  expect(await featuresOf(['bacor '.repeat(1024)])).toEqual([states[3]]);
});

it('names a file that cannot be loaded', async () => {
  const cut = path.join(root, 'cut.gguf');
  writeTinyTeacher(cut);
  truncateSync(cut, statSync(cut).size / 2);
  const host = openReader(cut);
  try {
    await expect(host.call('readFeatures', ['a text'])).rejects.toThrow(
      /cut\.gguf: llama\.cpp cannot load this model/,
    );
  } finally {
    host.stop();
  }
});
