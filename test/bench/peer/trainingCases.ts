import { openScript, type Peer } from './openPeer.ts';

/** A model and a batch for which whole training steps of both libraries are compared. */
export interface TrainingCase {
  readonly name: string;
  readonly family: 'bert' | 'deberta-v2';
  readonly sizes: {
    readonly vocabulary: number;
    readonly layers: number;
    readonly hidden: number;
    readonly heads: number;
  };
  readonly B: number;
  readonly S: number;
  /** How many times as fast as PyTorch the project wants to be, where it has said so. */
  readonly wanted?: number;
}

const bert = (hidden: number) =>
  ({ family: 'bert', sizes: { vocabulary: 30522, layers: 6, hidden, heads: 12 } }) as const;
const DEBERTA = {
  family: 'deberta-v2',
  sizes: { vocabulary: 128_100, layers: 12, hidden: 768, heads: 12 },
} as const;

export const TRAINING_CASES: readonly TrainingCase[] = [
  { name: 'MiniLM B=8 S=128', ...bert(384), B: 8, S: 128, wanted: 1.5 },
  { name: 'MiniLM B=32 S=64', ...bert(384), B: 32, S: 64, wanted: 1.5 },
  { name: 'DistilBERT B=8 S=128', ...bert(768), B: 8, S: 128, wanted: 1.5 },
  { name: 'DistilBERT B=32 S=64', ...bert(768), B: 32, S: 64, wanted: 1.5 },
  // long texts are where memory counts
  { name: 'MiniLM B=8 S=512', ...bert(384), B: 8, S: 512 },
  { name: 'DeBERTa-v3 B=8 S=128', ...DEBERTA, B: 8, S: 128, wanted: 1.2 },
];

/** Two, as in the documented figures; on a busy machine one thread is disturbed least. */
export const TRAINING_THREADS = Number(process.env.STILLROOM_THREADS ?? 2);

/** One side of a case, trainingStep.py or trainingStep.ts, which takes steps when it is asked. */
export function openSide(
  script: 'trainingStep.py' | 'trainingStep.ts',
  { family, sizes, B, S }: TrainingCase,
): Promise<Peer> {
  const { vocabulary, layers, hidden, heads } = sizes;
  const numbers = [vocabulary, layers, hidden, heads, 4 * hidden, B, S, TRAINING_THREADS];
  return openScript(script, [family, ...numbers.map(String)]);
}
