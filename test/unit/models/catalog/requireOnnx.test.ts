import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, expect, it } from 'vitest';
import { requireOnnx } from '../../../../models/catalog/requireOnnx.ts';

const MODEL = path.resolve('test/fixtures/measures/tagger/model.onnx');
const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-onnx-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function check(bytes: Uint8Array): void {
  const file = path.join(folder, 'model.onnx');
  writeFileSync(file, bytes);
  requireOnnx(file);
}

it('knows a whole model', () => {
  expect(() => requireOnnx(MODEL)).not.toThrow();
});

it('refuses one that is cut anywhere', () => {
  const whole = readFileSync(MODEL);
  // a cut between two fields behind the graph leaves a whole message, which the hash would notice
  for (let share = 0; share < 0.99; share += 0.07) {
    expect(() => check(whole.subarray(0, Math.floor(share * whole.length)))).toThrow(
      /model\.onnx: the ONNX check failed/,
    );
  }
});

it.each<[string, Uint8Array]>([
  ['text', Buffer.from('{"a": 1}')],
  ['zeros', new Uint8Array(4096)],
  ['a number without an end', new Uint8Array(64).fill(0xff)],
  ['a length beyond the file', Uint8Array.of(8, 7, 0x3a, 0xff, 0xff, 0xff, 0xff, 0x0f)],
  ['no graph', Uint8Array.of(8, 7)],
])('refuses %s', (_, bytes) => {
  expect(() => check(bytes)).toThrow(/the ONNX check failed: the file is/);
});
