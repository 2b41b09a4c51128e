import type { Experiment } from '../../contract/experiment.ts';
import type { AskedAttribute } from '../../contract/listingCalls.ts';
import type { LabelledSplit, RecipeData } from '../../contract/recipes/recipeData.ts';
import type { RecipeKind, RecipeSettings, recipes } from '../../contract/recipes/recipes.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { PromptPreview } from '../../contract/texts.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { RunTeacher } from '../runtime/runModels.ts';
import type { RunContext, Task } from '../steps/context.ts';
import type { Asked, DecodingParameters } from '../steps/generate.ts';
import type { RecipeResult } from './recipeResult.ts';

/** What a recipe's settings can be checked against before a run. */
export interface CheckedInputs {
  readonly experiment: Experiment;
  readonly task: Task;
  readonly gold: readonly GoldExample[];
}

/** The size of the data that a run uses. */
export interface Sizes {
  readonly task: TaskKind;
  /** Undefined for questions. */
  readonly labels: number;
  /** Whether the prompt set makes the teacher write contexts first (ZeroGen). */
  readonly makesContexts: boolean;
  /** What the prompt set makes the teacher list first (AttrPrompt). */
  readonly attributes: readonly AskedAttribute[];
  readonly seed: number;
  readonly validation: number;
  readonly test: number;
  readonly passages: number;
  /** Rows that people accepted, and rows that nobody rejected. */
  readonly reviewed: { readonly accepted: number; readonly notRejected: number };
}

/**
 * The work of a run that depends on its recipe; `estimateRun` adds the parts common to all runs.
 */
export interface Plan {
  /** Number of teacher calls that write. */
  readonly calls: number;
  /** Number of calls that write drafts, by the base model if there is one; none if undefined. */
  readonly drafts?: number;
  /** Row counts of the students that are trained before the final one, or without one. */
  readonly before: readonly number[];
  /** Rows of the final student; undefined if no student is kept. */
  readonly rows?: number;
  /** Whether the corpus is embedded. */
  readonly embedsPassages?: boolean;
  /**
   * Number of passages that the teacher labels, and the number of label orders that it is shown.
   */
  readonly labelled?: { readonly passages: number; readonly orders: number };
  /** The splits whose labels are used, if only the run can tell and the recipe's data cannot. */
  readonly consumes?: readonly LabelledSplit[];
  /** The assumptions of the plan. */
  readonly notes?: readonly string[];
}

/** The material for prompts: an example of gold, passages of the corpus. */
export interface PromptMaterial {
  readonly task: Task;
  readonly example: GoldExample;
  readonly teacher: Pick<RunTeacher, 'hasChatTemplate'>;
  readonly passages: readonly string[];
}

/** A teacher call that is typical of the recipe, for measuring how long one takes. */
export interface TypicalCall {
  readonly prompt: Asked;
  readonly sampling: DecodingParameters;
}

/** Creates a template's entry on the Prompts page. */
export type ShowPrompt = (
  name: PromptPreview['name'],
  template: string,
  rest: Omit<PromptPreview, 'name' | 'template' | 'places' | 'isOwn'>,
) => PromptPreview;

/** The behaviour of a recipe; the description that needs no run is its data. */
export interface Recipe<Kind extends RecipeKind = RecipeKind> {
  readonly data: (typeof recipes)[Kind];
  /**
   * Looks for errors that would otherwise end the run at this recipe, perhaps after hours of other
   * recipes.
   * @throws BadInput naming the setting or the label, and how to fix it
   */
  check(settings: RecipeSettings<Kind>, inputs: CheckedInputs): void;
  /** Null if the recipe writes nothing and only reads rows. */
  run(ctx: RunContext, settings: RecipeSettings<Kind>): Promise<RecipeResult | null>;
  plan(settings: RecipeSettings<Kind>, sizes: Sizes): Plan;
  /** Null if the teacher writes nothing. */
  typicalCall(settings: RecipeSettings<Kind>, material: PromptMaterial): TypicalCall | null;
  /** The same for a draft; null if these settings draft nothing, absent if none do. */
  typicalDraft?(settings: RecipeSettings<Kind>, material: PromptMaterial): TypicalCall | null;
  /** Its templates, filled in for the Prompts page; empty if it has none for this task. */
  preview(show: ShowPrompt, material: PromptMaterial): readonly PromptPreview[];
}

/** A recipe for callers that do not distinguish its kind. */
export interface AnyRecipe {
  readonly data: RecipeData;
  check(settings: RecipeSettings, inputs: CheckedInputs): void;
  run(ctx: RunContext, settings: RecipeSettings): Promise<RecipeResult | null>;
  plan(settings: RecipeSettings, sizes: Sizes): Plan;
  typicalCall(settings: RecipeSettings, material: PromptMaterial): TypicalCall | null;
  typicalDraft?(settings: RecipeSettings, material: PromptMaterial): TypicalCall | null;
  preview(show: ShowPrompt, material: PromptMaterial): readonly PromptPreview[];
}

export function defineRecipe<Kind extends RecipeKind>(recipe: Recipe<Kind>): Recipe<Kind> {
  return recipe;
}
