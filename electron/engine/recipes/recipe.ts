import type { Experiment } from '../../contract/experiment.ts';
import type { LabelledSplit, RecipeData } from '../../contract/recipes/recipeData.ts';
import type { RecipeKind, RecipeSettings, recipes } from '../../contract/recipes/recipes.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { PromptPreview } from '../../contract/texts.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { RunContext, Task } from '../steps/context.ts';
import type { Asked, DecodingParameters } from '../steps/generate.ts';
import type { RecipeResult } from './recipeResult.ts';

/** What a recipe can be held against before a run. */
export interface CheckedInputs {
  readonly experiment: Experiment;
  readonly task: Task;
  readonly gold: readonly GoldExample[];
}

/** How much there is of what a run works on. */
export interface Sizes {
  readonly task: TaskKind;
  /** None for questions. */
  readonly labels: number;
  /** Whether the prompt set has the teacher make contexts up first (ZeroGen). */
  readonly makesContexts: boolean;
  readonly seed: number;
  readonly validation: number;
  readonly test: number;
  readonly passages: number;
  /** Rows that people accepted, and those that nobody rejected. */
  readonly reviewed: { readonly accepted: number; readonly notRejected: number };
}

/** The work of a run that depends on its recipe; what all runs have in common is added by `estimateRun`. */
export interface Plan {
  /** Teacher calls that write. */
  readonly calls: number;
  /** Rows of the students that are trained before the final one, or without one. */
  readonly before: readonly number[];
  /** Rows of the final student; none where nothing is trained to be kept. */
  readonly rows?: number;
  /** Whether the corpus is embedded. */
  readonly embedsPassages?: boolean;
  /** Passages that the teacher labels, and in how many orders it is shown the labels. */
  readonly labelled?: { readonly passages: number; readonly orders: number };
  /** The splits whose labels are used, where only the run knows and the data cannot say. */
  readonly consumes?: readonly LabelledSplit[];
  /** What is assumed. */
  readonly notes?: readonly string[];
}

/** What prompts are made of: an example of gold, passages of the corpus. */
export interface PromptMaterial {
  readonly task: Task;
  readonly example: GoldExample;
  readonly passages: readonly string[];
}

/** A teacher call as most of a recipe's calls are, for measuring how long one takes. */
export interface TypicalCall {
  readonly prompt: Asked;
  readonly sampling: DecodingParameters;
}

/** Makes a template's entry on the Prompts page. */
export type ShowPrompt = (
  name: PromptPreview['name'],
  template: string,
  rest: Omit<PromptPreview, 'name' | 'template' | 'places' | 'isOwn'>,
) => PromptPreview;

/** What a recipe does; what is known of it without running it is its data. */
export interface Recipe<Kind extends RecipeKind = RecipeKind> {
  readonly data: (typeof recipes)[Kind];
  /**
   * Looks for what would end it in its turn, perhaps after hours of other recipes.
   * @throws BadInput naming the setting or the label, and the way out
   */
  check(settings: RecipeSettings<Kind>, inputs: CheckedInputs): void;
  /** Null where nothing is written: rows are only looked at. */
  run(ctx: RunContext, settings: RecipeSettings<Kind>): Promise<RecipeResult | null>;
  plan(settings: RecipeSettings<Kind>, sizes: Sizes): Plan;
  /** Null where the teacher writes nothing. */
  typicalCall(settings: RecipeSettings<Kind>, material: PromptMaterial): TypicalCall | null;
  /** Its templates, filled in for the Prompts page; none where it has none for this task. */
  preview(show: ShowPrompt, material: PromptMaterial): readonly PromptPreview[];
}

/** A recipe for whoever does not ask which it is. */
export interface AnyRecipe {
  readonly data: RecipeData;
  check(settings: RecipeSettings, inputs: CheckedInputs): void;
  run(ctx: RunContext, settings: RecipeSettings): Promise<RecipeResult | null>;
  plan(settings: RecipeSettings, sizes: Sizes): Plan;
  typicalCall(settings: RecipeSettings, material: PromptMaterial): TypicalCall | null;
  preview(show: ShowPrompt, material: PromptMaterial): readonly PromptPreview[];
}

export function defineRecipe<Kind extends RecipeKind>(recipe: Recipe<Kind>): Recipe<Kind> {
  return recipe;
}
