import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { encodeModel, Graph } from '../../../models/autodiff/autodiff.ts';
import { openEncoder } from '../../../models/encoder/encoder.ts';
import { filesIn } from '../../../models/student/modelFolder.ts';
import {
  initialWeights,
  openArchitecture,
  predictLogits,
} from '../../../models/student/student.ts';
import { buildEncoderBody } from '../../../models/transformer/buildEncoderBody.ts';
import { tokenInputs } from '../../../models/transformer/encoderBody.ts';
import { parseEncoderConfig } from '../../../models/transformer/encoderConfig.ts';
import { readTensors } from '../../../models/transformer/safetensors.ts';
import { tokenBatch } from '../../../models/transformer/tokenBatch.ts';
import { loadTokenizer } from '../../../models/transformer/tokenizer.ts';
import { openOnnxSession } from '../../../native/onnx/onnxSession.ts';
import { bert as bertOf, deberta, distilbert, roberta } from '../../fixtures/publishedFamilies.ts';
import { type PublishedModel, writePublishedModel } from '../../fixtures/publishedModel.ts';
import { byteLevelBpe, unigram, wordPiece } from '../../fixtures/publishedTokenizers.ts';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-published-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

const TEXTS = ['good baban', 'bad', 'a good, good film'];

let written = 0;
/** The logits of the texts by an untrained student of a model: its body is read, its head is new. */
async function logitsOf(model: PublishedModel): Promise<number[][]> {
  written += 1;
  const folder = path.join(root, `model-${written}`);
  await writePublishedModel(folder, model);
  const files = filesIn(folder);
  const architecture = await openArchitecture(files, 2, 1);
  const { executor, config } = architecture;
  const file = files['model.safetensors'];
  const weights = await initialWeights(file, executor.shapes, config, ['published']);
  const settings = { maxLength: 32 };
  const logits = await predictLogits({ ...architecture, weights, settings }, TEXTS);
  await executor.release();
  return logits;
}

const bert = (tokenizer = wordPiece({ words: ['good', 'bad'] })) => bertOf(tokenizer);
const xlmRoberta = unigram({ names: 'xlm-roberta', words: ['good', 'bad'] });

it('an encoder gives the mean of a text’s tokens, or its first one, of length 1', async () => {
  await logitsOf(bert());
  const files = filesIn(path.join(root, `model-${written}`));
  const config = parseEncoderConfig(bert().config, 'config.json');
  const tokenizer = await loadTokenizer(files['tokenizer.json']);
  const graph = new Graph();
  const { hidden, parameters } = buildEncoderBody({ graph, config, inputs: tokenInputs(graph) });
  const shapes = new Map([...parameters].map(([name, { shape }]) => [name, shape as number[]]));
  const weights = await readTensors(files['model.safetensors'], shapes);
  const bytes = encodeModel(graph, { outputs: { hidden }, weights });
  const session = await openOnnxSession(bytes, { threads: 1 });
  const encoded = tokenizer.encode(TEXTS[2]!, 32);
  const limits = { padId: 0, vocabulary: config.vocabulary, positions: 64 };
  const { hidden: read } = await session.run(tokenBatch([encoded], limits).feeds, ['hidden']);
  await session.release();
  const rows = encoded.ids.map((_, row) =>
    [...(read!.data as Float32Array)].slice(row * config.hidden, (row + 1) * config.hidden),
  );
  const unit = (vector: readonly number[]) => vector.map((x) => x / Math.hypot(...vector));
  const sum = rows[0]!.map((_, axis) => rows.reduce((total, row) => total + row[axis]!, 0));
  for (const [pooling, expected] of [
    ['mean', unit(sum)],
    ['cls', unit(rows[0]!)],
  ] as const) {
    const encoder = await openEncoder(files, { threads: 1, pooling });
    const vectors = await encoder.embed(['bad', TEXTS[2]!]);
    for (const [axis, value] of expected.entries()) {
      expect(vectors[config.hidden + axis]).toBeCloseTo(value, 5);
    }
  }
});

const older = (name: string) =>
  name.replace(/(norm)\.weight$/i, '$1.gamma').replace(/(norm)\.bias$/i, '$1.beta');

it.each([
  ['BERT', bert()],
  ['RoBERTa', roberta('roberta', byteLevelBpe({ names: 'roberta' }))],
  ['XLM-RoBERTa', roberta('xlm-roberta', xlmRoberta)],
  ['CamemBERT', roberta('camembert', xlmRoberta)],
  ['DistilBERT', distilbert(wordPiece({ words: ['good', 'bad'] }))],
])('%s is read with the names gamma and beta of older files', async (_, model) => {
  const logits = await logitsOf({ ...model, rename: older });
  expect(logits).toEqual(await logitsOf(model));
  expect(logits[0]).not.toEqual(logits[1]);
});

it('BERT is read without the prefix of its family, which a body alone has not', async () => {
  const bare = { ...bert(), rename: (name: string) => name.slice('bert.'.length) };
  expect(await logitsOf(bare)).toEqual(await logitsOf(bert()));
});

const LARGE = 250_002;
const NARROW = { hidden_size: 4 };
it.each([
  ['DeBERTa-v3’s 128,100 pieces', deberta(unigram({ names: 'deberta', size: 128_100 }), NARROW)],
  ['mDeBERTa’s 251,000 pieces', deberta(unigram({ names: 'deberta', size: 251_000 }), NARROW)],
  [
    'XLM-RoBERTa’s 250,002 pieces',
    roberta('xlm-roberta', unigram({ names: 'xlm-roberta', size: LARGE })),
  ],
  ['a WordPiece vocabulary of 250,002 words', bert(wordPiece({ size: LARGE }))],
  [
    'a BPE vocabulary of 250,002 words',
    roberta('roberta', byteLevelBpe({ names: 'roberta', size: LARGE })),
  ],
])('%s are read', async (_, model) => {
  const logits = await logitsOf(model);
  expect(logits.flat().every(Number.isFinite)).toBe(true);
  expect(logits[0]).not.toEqual(logits[1]);
});

it('a tokenizer without a token for padding is read, since padding is masked', async () => {
  const logits = await logitsOf(bert(wordPiece({ words: ['good', 'bad'], withoutPad: true })));
  expect(logits.flat().every(Number.isFinite)).toBe(true);
  const folder = path.join(root, `model-${written}`);
  const { tokenizer, executor } = await openArchitecture(filesIn(folder), 2, 1);
  await executor.release();
  expect(tokenizer.padId).toBe(3);
});

it('a multilingual MiniLM, a BERT with XLM-RoBERTa’s tokenizer, has two ends between texts', async () => {
  await logitsOf(bertOf(xlmRoberta));
  const opened = await openArchitecture(filesIn(path.join(root, `model-${written}`)), 2, 1);
  await opened.executor.release();
  const { ids, types } = opened.tokenizer.encodePair('good', 'bad', 32);
  expect(ids).toEqual([0, 5, 2, 2, 6, 2]);
  expect(types).toBeUndefined();
});
