import { BadInput } from '../badInput.ts';
import type { GgufHeader } from './ggufHeader.ts';

/** What else is published as GGUF: its header's `general.type`, and what it is. */
const OTHER_TYPES: Readonly<Record<string, string>> = {
  mmproj: 'it is the part of a model that reads pictures or sound (a projector)',
  adapter:
    'it is a LoRA adapter, a change to another model: merge it into that model (llama.cpp’s llama-export-lora)',
  imatrix: 'it is an importance matrix, with which models are quantized',
  vocab: 'it is a vocabulary without a model',
};

/** Architectures that read a whole text at once: their vectors are of use, and they write none. */
const READERS =
  /^(bert|modern-bert|neo-bert|nomic-bert(-moe)?|jina-bert-v[23]|eurobert|gemma-embedding|t5encoder)$/;
const OTHER_ARCHITECTURES: readonly (readonly [RegExp, string])[] = [
  [/^clip$/, OTHER_TYPES.mmproj!],
  [/^t5$/, 'it reads with one half and writes with another, which Stillroom does not drive'],
  [/^(dream|llada(-moe)?|rnd1)$/, 'it writes all words at once, by diffusion'],
  [/^wavtokenizer-dec$/, 'it makes sound'],
];

/** llama.cpp's number of the pooling by which a model judges how well two texts fit. */
const RANK = 4;

/**
 * Checks that a GGUF is a model that writes text, word after word.
 * @throws BadInput that says what it is instead
 */
export function requireWriter(path: string, header: GgufHeader): void {
  const reason = otherKind(header);
  if (reason === undefined) return;
  const { architecture, type } = header;
  const kind = type === undefined ? '' : `, type ${type}`;
  throw new BadInput(
    `${path} is no model that writes text (architecture ${architecture}${kind}): ${reason}. Choose a chat or instruct model as the teacher.`,
  );
}

function otherKind(header: GgufHeader): string | undefined {
  const { type = 'model', architecture, poolingType = 0, isCausal, hasVocabulary } = header;
  if (type !== 'model') return OTHER_TYPES[type] ?? 'it is only a part of one';
  const other = OTHER_ARCHITECTURES.find(([pattern]) => pattern.test(architecture));
  if (other) return other[1];
  if (poolingType === RANK) return 'it is a reranker, which judges how well texts fit a question';
  if (READERS.test(architecture) || isCausal === false || poolingType > 0) {
    return 'it is an embedding model, which turns texts into vectors';
  }
  return hasVocabulary ? undefined : 'it has no vocabulary';
}
