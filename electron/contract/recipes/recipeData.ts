import type { z } from 'zod';
import type { TaskKind } from '../taskKinds.ts';

/** A split of gold whose labels a recipe's rows may be made from or chosen by. */
export type LabelledSplit = 'seed' | 'validation';

/** What a person reads about a recipe, or about one of its variants. */
export interface RecipeWords {
  /** 'Learn from mistakes' */
  readonly plainName: string;
  /** The name in its paper: 'S3'. */
  readonly paperName: string;
  /** A sentence or two for the recipe's card: what it does and what it needs. */
  readonly explanation: string;
}

export interface RecipeVariant extends RecipeWords {
  /** Whether a student is trained after each of several rounds of writing. */
  readonly hasRounds: boolean;
}

/** The schema of a recipe's settings, which its kind identifies. */
export type SettingsOfKind = z.ZodObject<{ readonly kind: z.ZodLiteral<string> } & z.ZodRawShape>;

/**
 * Everything that is known of a recipe without running it. Forms, checks, titles, estimates, reports,
 * Review and exports read this; the engine adds what it does (`defineRecipe`).
 */
export interface RecipeData<
  Schema extends SettingsOfKind = SettingsOfKind,
  Variant extends string = string,
> extends RecipeWords {
  /** The settings, each with its default, its range and the source of both. */
  readonly schema: Schema;
  readonly tasks: readonly TaskKind[];
  /** What a project must have for it. */
  readonly needs: readonly (LabelledSplit | 'corpus')[];
  /**
   * What comes of it. A recipe that makes no rows of its own looks at those of earlier runs, and takes a run
   * of its own.
   */
  readonly makes: 'writtenRows' | 'labelledPassages' | 'reviewedRows' | 'nothing';
  /**
   * How the run page offers it: on one card, on a card for each variant, or not at all, because another
   * page starts it.
   */
  readonly cards: 'one' | 'variants' | 'none';
  readonly isSuggested: boolean;
  /** A recipe without variants has the one variant `only`, which its id leaves out. */
  readonly variants: Readonly<Record<Variant, RecipeVariant>>;
  variantOf(settings: z.output<Schema>): Variant;
  /** The splits whose labels its rows are made from or chosen by. */
  consumes(settings: z.output<Schema>, task: TaskKind): readonly LabelledSplit[];
  /** Whether the validation texts choose its students' epoch, or the last epoch counts. */
  readonly epoch: 'best' | 'last';
}

/** Infers the settings and the variants of a recipe from what it says. */
export function recipeData<Schema extends SettingsOfKind, Variant extends string>(
  data: RecipeData<Schema, Variant>,
): RecipeData<Schema, Variant> {
  return data;
}

/** The variants of a recipe that has none: its own words under the name `only`. */
export function onlyVariant(words: RecipeWords, { hasRounds }: { readonly hasRounds: boolean }) {
  return {
    ...words,
    variants: { only: { ...words, hasRounds } },
    variantOf: () => 'only' as const,
  };
}
