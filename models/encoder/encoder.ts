import { openOnnxSession } from '../../native/onnx/onnxSession.ts';
import { encodeModel, Graph } from '../autodiff/autodiff.ts';
import { BadInput } from '../badInput.ts';
import { buildEncoderBody } from '../transformer/buildEncoderBody.ts';
import { tokenInputs } from '../transformer/encoderBody.ts';
import { type EncoderConfig, parseEncoderConfig } from '../transformer/encoderConfig.ts';
import { meanPooled } from '../transformer/meanPooled.ts';
import { readJson } from '../transformer/readJson.ts';
import { requireOneModel } from '../transformer/requireOneModel.ts';
import { readTensors } from '../transformer/safetensors.ts';
import { lengthSortedBatches, tokenBatch } from '../transformer/tokenBatch.ts';
import { loadTokenizer, type TextInput } from '../transformer/tokenizer.ts';
import { unitLength } from '../transformer/unitLength.ts';

export interface Encoder {
  readonly dimension: number;
  /**
   * float32[texts * dimension], in the order of the texts, each vector of length 1.
   * @param most tokens of a text or pair of texts; 512 if undefined
   */
  embed(texts: readonly TextInput[], most?: number): Promise<Float32Array>;
  /** The beginning of each text, of at most `limit` tokens of its own, and how many they are. */
  cutTexts(texts: readonly string[], limit: number): { text: string; tokens: number }[];
}

/** SynthesizRR embeds queries and documents up to this length (SRR repo, generation.py). */
const MAX_TOKENS = 512;
const BATCH = 32;

export interface EncoderSettings {
  readonly threads: number;
  /** What becomes the vector of a text: the mean of its tokens, or the first of them. */
  readonly pooling?: 'mean' | 'cls' | undefined;
}

/**
 * The retriever's embedding model: an encoder with pooling and unit-length output.
 *
 * It is built from config.json and model.safetensors as a graph of ours, so that encoder and
 * student share one architecture. The inner product of two embeddings is their cosine.
 */
export async function openEncoder(
  files: Readonly<Record<'config.json' | 'model.safetensors' | 'tokenizer.json', string>>,
  { threads, pooling = 'mean' }: EncoderSettings,
): Promise<Encoder> {
  const file = files['config.json'];
  const config = parseEncoderConfig(await readJson(file), file);
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  requireOneModel(files, config, tokenizer);
  const { graph, embedding, parameters } = buildEncoder(config, pooling);
  const shapes = new Map(parameters.map((tensor) => [tensor.name, tensor.shape as number[]]));
  const weights = await readTensors(files['model.safetensors'], shapes);
  const bytes = encodeModel(graph, { outputs: { embedding }, weights });
  const session = await openOnnxSession(bytes, { threads });
  const limits = { padId: tokenizer.padId, vocabulary: tokenizer.vocabulary };
  return {
    dimension: config.hidden,
    async embed(texts, most = MAX_TOKENS) {
      const limit = Math.min(most, config.positions);
      const encoded = texts.map((text) =>
        typeof text === 'string'
          ? tokenizer.encode(text, limit)
          : tokenizer.encodePair(...text, limit),
      );
      const vectors = new Float32Array(texts.length * config.hidden);
      for (const rows of lengthSortedBatches(encoded, BATCH)) {
        const batch = tokenBatch(
          rows.map((row) => encoded[row]!),
          { ...limits, positions: config.positions },
        );
        const { embedding: output } = await session.run(batch.feeds, ['embedding']);
        const data = output!.data as Float32Array;
        if (!data.every(Number.isFinite)) {
          throw new BadInput(
            `${files['model.safetensors']} gives vectors that are not numbers: it is damaged. Get the model again.`,
          );
        }
        for (const [index, row] of rows.entries()) {
          const vector = data.subarray(index * config.hidden, (index + 1) * config.hidden);
          vectors.set(vector, row * config.hidden);
        }
      }
      return vectors;
    },
    cutTexts: (texts, limit) =>
      texts.map((text) => {
        const { offsets } = tokenizer.encodeAligned(text);
        if (offsets.length <= limit) return { text, tokens: offsets.length };
        return { text: text.slice(0, offsets[limit - 1]![1]), tokens: limit };
      }),
  };
}

function buildEncoder(config: EncoderConfig, pooling: 'mean' | 'cls') {
  const graph = new Graph();
  const inputs = tokenInputs(graph);
  const isFirst = pooling === 'cls';
  const wanted = isFirst ? 'first' : 'all';
  const body = buildEncoderBody({ graph, config, inputs, wanted });
  return {
    graph,
    embedding: isFirst
      ? unitLength(graph, body.hidden)
      : meanPooled(graph, body.hidden, inputs.attentionMask, config.hidden),
    parameters: [...body.parameters.values()],
  };
}
