import { isMemoryFault, openLlamaFile } from '../../native/llama/llamaFile.ts';
import { BadInput } from '../badInput.ts';
import { OutOfMemory } from '../outOfMemory.ts';

/** mauve-text reads as many tokens of a text by default (compute_mauve, `max_text_length`). */
const MOST_TOKENS = 1024;

export interface TextFeatures {
  /** float32[texts * width], in the order of the texts, each of length 1. */
  read(texts: readonly string[]): Promise<Float32Array>;
}

/**
 * Opens a teacher to compare texts by: what it makes of a text is its last layer's state at the last token, as
 * MAUVE reads GPT-2 (Pillutla et al. 2021).
 * @throws BadInput if llama.cpp cannot load the file; OutOfMemory if there is too little memory for it
 */
export async function openTextFeatures(
  file: string,
  { threads }: { readonly threads: number },
): Promise<TextFeatures> {
  const llama = await openLlamaFile(file, { threads, gpuLayers: 0 }).catch((error: unknown) => {
    throw explained(error, file);
  });
  const reader = await llama.openReader(MOST_TOKENS + 1).catch((error: unknown) => {
    throw explained(error, file);
  });
  // a text without tokens is read as its beginning alone
  const { bos } = llama.metadata;
  const beginning = bos ? [bos.id] : llama.tokenize(' ', false);
  return {
    async read(texts) {
      const states: Float32Array[] = [];
      for (const text of texts) {
        const tokens = llama.tokenize(text, false).slice(0, MOST_TOKENS);
        const state = await reader.lastState(tokens.length > 0 ? tokens : beginning);
        states.push(ofLengthOne(state, file));
      }
      const width = states[0]?.length ?? 0;
      const all = new Float32Array(width * states.length);
      for (const [i, state] of states.entries()) all.set(state, i * width);
      return all;
    },
  };
}

function ofLengthOne(state: Float32Array, file: string): Float32Array {
  const length = Math.hypot(...state);
  if (length > 0 && Number.isFinite(length)) return state.map((value) => value / length);
  throw new BadInput(
    `${file} makes of a text what is no vector of numbers: it is damaged. Get the model again.`,
  );
}

function explained(error: unknown, file: string): unknown {
  if (isMemoryFault(error)) {
    return new OutOfMemory(
      `${file}: there is too little memory to read texts with it (${error.message}). Close other programs, or leave mauveFeatures out.`,
    );
  }
  const isFault = error instanceof Error && error.message === 'Failed to load model';
  if (!isFault && !(error instanceof RangeError)) return error;
  return new BadInput(
    `${file}: llama.cpp cannot load this model. Get it again, or leave mauveFeatures out.`,
  );
}
