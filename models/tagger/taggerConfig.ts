import { z } from 'zod';
import { BadInput } from '../badInput.ts';
import { configLimits } from '../transformer/configLimits.ts';
import { readJson } from '../transformer/readJson.ts';

/** What a tagger's config.json decides here; its graph is in model.onnx. */
export interface TaggerConfig {
  /** The label of each class: 'O', 'B-PER', 'I-PER'. */
  readonly labels: readonly string[];
  /** The longest text in tokens, with the special ones. */
  readonly positions: number;
  /** Undefined if the file does not say. */
  readonly vocabulary: number | undefined;
}

const TASK = 'ForTokenClassification';

/** The label of a word that is no name, in every scheme. */
export const NO_NAME = 'O';

/** The families whose positions begin behind the number of their padding token. */
const SHIFTED = ['roberta', 'xlm-roberta', 'camembert', 'xlm-roberta-xl', 'longformer'];

/** A position table is as long as this where the file does not say, as BERT's is. */
const USUAL_POSITIONS = 512;

const schema = z.looseObject({
  model_type: z.string().optional(),
  architectures: z.array(z.string()).default([]),
  id2label: z.record(z.string(), z.string()).optional(),
  max_position_embeddings: configLimits.positions.optional(),
  vocab_size: configLimits.vocabulary.optional(),
  pad_token_id: z.int().min(0).max(1024).nullish(),
});

/** @throws BadInput for a model of another task, or one that does not name its classes */
export async function readTaggerConfig(file: string): Promise<TaggerConfig> {
  const result = schema.safeParse(await readJson(file));
  if (!result.success) {
    const [issue] = result.error.issues;
    throw new BadInput(
      `${file}: ${issue!.path.join('.')} is not what a model's is: ${issue!.message}. Get the model again.`,
    );
  }
  const config = result.data;
  requireTask(config.architectures, file);
  return {
    labels: labelsOf(config.id2label, file),
    positions: positionsOf(config),
    vocabulary: config.vocab_size,
  };
}

function requireTask(architectures: readonly string[], file: string): void {
  if (architectures.some((name) => name.endsWith(TASK))) return;
  const what = architectures.length === 0 ? 'names none' : `says ${architectures.join(', ')}`;
  throw new BadInput(
    `${file}: a tagger's architecture ends in ${TASK}, and this file ${what}. Choose a model that was trained to find names.`,
  );
}

function labelsOf(id2label: Readonly<Record<string, string>> | undefined, file: string): string[] {
  const labels = Object.keys(id2label ?? {}).map((_, id) => id2label![id]);
  if (labels.length < 2 || labels.includes(undefined)) {
    throw new BadInput(
      `${file}: id2label does not name the model's classes from 0 on. Get the model again, or write their names there.`,
    );
  }
  const named = labels as string[];
  if (named.includes(NO_NAME)) return named;
  throw new BadInput(
    `${file}: no class in id2label is called ${NO_NAME}, for words that are no name. Choose a model that was trained to find names, or correct the names.`,
  );
}

function positionsOf({
  model_type = '',
  max_position_embeddings: positions = USUAL_POSITIONS,
  pad_token_id,
}: z.output<typeof schema>): number {
  return SHIFTED.includes(model_type) ? positions - (pad_token_id ?? 1) - 1 : positions;
}
