/**
 * What node-llama-cpp calls llama.cpp by, and does not declare. Its own scheduler evaluates texts that are
 * continued at the same time in batches that some of them miss, and asks its sampler for the most likely
 * tokens even if all are allowed, which sorts the whole vocabulary for each token (`docs/teacher.md`).
 */
export interface LlamaBinding {
  readonly bound: BoundContext;
  /**
   * Creates a sampler of the context's model.
   * @param grammar a `LlamaGrammar` of node-llama-cpp, which its tokens keep to
   */
  createSampler(config: SamplerConfig, grammar?: object): BoundSampler;
}

/** The index of a prediction in the last batch. */
export type Prediction = number & { readonly __brand: 'Prediction' };

/** A context of llama.cpp. A call during `decodeBatch`, or one beside another, would be a data race. */
export interface BoundContext {
  initBatch(tokens: number): void;
  /**
   * @param from the position of the first token in its sequence
   * @param predicted the indexes of those tokens behind which a prediction is read, ascending
   */
  addToBatch(
    sequence: number,
    from: number,
    tokens: Uint32Array,
    predicted: Uint32Array,
  ): ArrayLike<Prediction>;
  decodeBatch(): Promise<void>;
  sampleToken(at: Prediction, sampler: BoundSampler): Promise<number>;
  /** Token and value alternate in the two lists. */
  sampleToken(
    at: Prediction,
    sampler: BoundSampler,
    probabilities: boolean,
    confidence: boolean,
    logits: LogitsAsked | false,
    totalWeight: boolean,
  ): Promise<
    [
      token: number,
      probabilities: number[] | undefined,
      confidence: undefined,
      logits: number[] | undefined,
      totalWeight: number | undefined,
    ]
  >;
  disposeSequence(sequence: number): void;
  /** @returns whether they could be removed: a state that is not kept by token cannot be shortened */
  removeTokenCellsFromSequence(sequence: number, start: number, end: number): boolean;
  /** The first position that a sequence still holds; -1 if it holds none. */
  getSequenceKvCacheMinPosition(sequence: number): number;
  /** @returns the last position that was copied */
  copySequenceStateFromOtherSequence(target: number, source: number): Promise<number>;
}

type LogitsAsked = readonly [
  tokens: readonly number[],
  highest: boolean,
  lowest: boolean,
  selected: boolean,
  top: number,
];

export interface SamplerConfig {
  readonly temperature: number;
  readonly topP?: number;
  readonly seed?: number;
}

export interface BoundSampler {
  applyConfig(config: SamplerConfig & { readonly grammarEvaluationState?: object }): void;
  dispose(): void;
}

interface Undeclared {
  readonly _ctx: BoundContext;
  readonly model: {
    readonly _model: object;
    readonly _llama: {
      readonly _bindings: {
        readonly AddonSampler: new (model: object) => BoundSampler;
        /** How far a text has come in its grammar. */
        readonly AddonGrammarEvaluationState: new (
          model: object,
          grammar: object,
        ) => object;
      };
    };
  };
}

interface UndeclaredGrammar {
  readonly _grammar: object;
}

/** @param context a `LlamaContext` of node-llama-cpp */
export function bindingOf(context: object): LlamaBinding {
  const { _ctx, model } = context as Undeclared;
  return {
    bound: _ctx,
    createSampler(config, grammar) {
      const { AddonSampler, AddonGrammarEvaluationState } = model._llama._bindings;
      const sampler = new AddonSampler(model._model);
      if (grammar) {
        const { _grammar } = grammar as UndeclaredGrammar;
        const grammarEvaluationState = new AddonGrammarEvaluationState(model._model, _grammar);
        sampler.applyConfig({ ...config, grammarEvaluationState });
      } else sampler.applyConfig(config);
      return sampler;
    },
  };
}
