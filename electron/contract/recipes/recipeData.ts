import type { z } from 'zod';
import type { TaskKind } from '../taskKinds.ts';

/** A split of gold whose labels a recipe's rows may be generated from or selected by. */
export type LabelledSplit = 'seed' | 'validation';

/** The texts that describe a recipe, or one of its variants, to a person. */
export interface RecipeWords {
  /** 'Learn from mistakes' */
  readonly plainName: string;
  /** The name in its paper: 'S3'. */
  readonly paperName: string;
  /** One or two sentences for the recipe's card: what it does and what it needs. */
  readonly explanation: string;
}

export interface RecipeVariant extends RecipeWords {
  /** Whether the recipe writes in several rounds and trains a student after each. */
  readonly hasRounds: boolean;
}

/** The schema of a recipe's settings, identified by its kind. */
export type SettingsOfKind = z.ZodObject<{ readonly kind: z.ZodLiteral<string> } & z.ZodRawShape>;

/**
 * The description of a recipe that can be read without running it. Forms, checks, titles,
 * estimates, reports, Review and exports read it; the engine adds the behaviour (`defineRecipe`).
 */
export interface RecipeData<
  Schema extends SettingsOfKind = SettingsOfKind,
  Variant extends string = string,
> extends RecipeWords {
  /** The settings, each with its default, its range and the source of both. */
  readonly schema: Schema;
  readonly tasks: readonly TaskKind[];
  /** What a project needs to run it. */
  readonly needs: readonly (LabelledSplit | 'corpus')[];
  /** Whether it asks a teacher nothing; it does if undefined. */
  readonly asksNoTeacher?: true;
  /**
   * What it produces. A recipe that makes no rows of its own reads those of earlier runs, and needs
   * a separate run.
   */
  readonly makes: 'writtenRows' | 'labelledPassages' | 'reviewedRows' | 'nothing';
  /**
   * How the run page offers it: on one card, on a card for each variant, or not at all because
   * another page starts it.
   */
  readonly cards: 'one' | 'variants' | 'none';
  readonly isSuggested: boolean;
  /** A recipe without variants has the single variant `only`, which its id leaves out. */
  readonly variants: Readonly<Record<Variant, RecipeVariant>>;
  variantOf(settings: z.output<Schema>): Variant;
  /** The splits whose labels its rows are generated from or selected by. */
  consumes(settings: z.output<Schema>, task: TaskKind): readonly LabelledSplit[];
  /** Whether students learn from its rows by the weights in their lineages; they do not if undefined. */
  learnsByWeight?(settings: z.output<Schema>): boolean;
  /** Whether validation texts choose its students' epoch; otherwise the last epoch counts. */
  readonly epoch: 'best' | 'last';
}

/** Infers the types of a recipe's settings and variants from its definition. */
export function recipeData<Schema extends SettingsOfKind, Variant extends string>(
  data: RecipeData<Schema, Variant>,
): RecipeData<Schema, Variant> {
  return data;
}

/** The variants of a recipe that has none: its own texts under the name `only`. */
export function onlyVariant(words: RecipeWords, { hasRounds }: { readonly hasRounds: boolean }) {
  return {
    ...words,
    variants: { only: { ...words, hasRounds } },
    variantOf: () => 'only' as const,
  };
}
