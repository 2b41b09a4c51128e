import type {
  MapPoints,
  MeasureColumn,
  MeasureLine,
  MeasurePanel,
  MissingRows,
  Worklist,
} from '../../contract/measures.ts';
import type { MeasureInputs, TextSet } from './measureInputs.ts';

/** A list of texts with what the encoder makes of them. */
export interface EmbeddedSet extends TextSet {
  /** The unit vector of each text. */
  readonly vectors: readonly Float32Array[];
  /** What a regression reads: the vector of a text; of a pair, both vectors and how they differ. */
  readonly features: readonly Float32Array[];
}

/** What measures are made of, once texts are embedded. */
export interface EmbeddedInputs extends Omit<MeasureInputs, 'rows' | 'gold' | 'test' | 'corpus'> {
  readonly rows: readonly EmbeddedSet[];
  readonly gold: EmbeddedSet;
  readonly test: EmbeddedSet;
  /** Its first passages only: the texts that a measure may draw from. */
  readonly corpus: EmbeddedSet;
  /** The encoder's name. */
  readonly encoder: string;
}

/** What a measure finds. */
export interface Measured {
  readonly madeWith: string;
  readonly lines: readonly MeasureLine[];
  readonly notes?: readonly string[];
  readonly worklists?: readonly Worklist[];
  readonly missing?: readonly MissingRows[];
  readonly map?: MapPoints;
}

/** What people read about a measure, whatever it finds. */
export type PanelWords = Pick<MeasurePanel, 'title' | 'tells' | 'doesNotTell' | 'whatToDo'> & {
  readonly columns: readonly MeasureColumn[];
  /** Raised when the same texts get other figures, so that kept ones are made anew. */
  readonly version: number;
};

/** A measure of a project's rows. It is computed in a thread of its own. */
export interface PanelDefinition extends PanelWords {
  /** What it is made from, and thus made anew for. */
  readonly uses: readonly (keyof MeasureInputs)[];
  /** Whether it reads vectors; its texts are embedded before. */
  readonly needsVectors: boolean;
  /** @param embedded null for a measure of texts alone */
  measure(texts: MeasureInputs, embedded: EmbeddedInputs | null): Measured | Promise<Measured>;
}

/** A measure of texts; it sees what it says that it uses. */
export function textPanel<Uses extends keyof MeasureInputs>(
  words: PanelWords,
  uses: readonly Uses[],
  measure: (inputs: Pick<MeasureInputs, Uses>) => Measured | Promise<Measured>,
): PanelDefinition {
  return { ...words, uses, needsVectors: false, measure: (texts) => measure(texts) };
}

/** A measure of what an encoder makes of texts; it sees what it says that it uses. */
export function vectorPanel<Uses extends keyof MeasureInputs>(
  words: PanelWords,
  uses: readonly Uses[],
  measure: (inputs: Pick<EmbeddedInputs, Uses | 'encoder'>) => Measured,
): PanelDefinition {
  return { ...words, uses, needsVectors: true, measure: (_, embedded) => measure(embedded!) };
}
