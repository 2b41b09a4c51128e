import { readFileSync } from 'node:fs';
import type { Featured } from '../../../electron/engine/training/chooseUse.ts';
import type { Encoder } from '../../../models/encoder/encoder.ts';
import { randomStream } from '../../../models/randomStream.ts';

export interface LabelledText {
  readonly text: string;
  readonly label: string;
}

const MAX_TOKENS = 128;

/** A random sample of a file of JSON lines, the same for each project of the data set. */
export function sampleOf(
  file: string,
  labels: readonly string[],
  most: number,
  name: string,
): LabelledText[] {
  const all = readFileSync(file, 'utf8')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as LabelledText)
    .filter(({ label }) => labels.includes(label));
  return randomStream('texts', name).sample(all, most);
}

/** The encoder's vector of each text, and its label's place among the labels. */
export async function embedTexts(
  encoder: Encoder,
  texts: readonly LabelledText[],
  labels: readonly string[],
): Promise<Featured[]> {
  const vectors = await encoder.embed(
    texts.map(({ text }) => text),
    MAX_TOKENS,
  );
  const width = encoder.dimension;
  return texts.map(({ label }, i) => ({
    features: vectors.subarray(i * width, (i + 1) * width),
    label: labels.indexOf(label),
  }));
}
