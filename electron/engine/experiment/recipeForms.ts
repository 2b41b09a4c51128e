import type { FormField, RecipeForm } from '../../contract/forms.ts';
import type { RecipeWords } from '../../contract/recipes/recipeData.ts';
import { dataOf, type RecipeKind, recipeKinds } from '../../contract/recipes/recipes.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import { type SettingsSchema, settingsSchema } from './settingsSchema.ts';

/**
 * The recipes for a kind of task as forms: texts, fields, ranges, defaults and sources come from
 * their definitions.
 */
export function recipeForms(task: TaskKind = 'text-classification'): RecipeForm[] {
  const schemas = settingsSchema().properties?.recipes?.items;
  const choices = schemas?.oneOf ?? schemas?.anyOf ?? [];
  const known = recipeKinds.filter((kind) => dataOf(kind).tasks.includes(task));
  return known.flatMap((kind) => {
    const schema = choices.find(({ properties }) => properties?.kind?.const === kind);
    return cardsOf(kind).map(({ variant, words }): RecipeForm => {
      const { needs: data, asksNoTeacher, isSuggested } = dataOf(kind);
      const needs = asksNoTeacher ? data : ([...data, 'teacher'] as const);
      const { plainName, paperName, explanation } = words;
      const fields = Object.entries(schema?.properties ?? {})
        .filter(([name]) => name !== 'kind' && (variant === null || name !== 'variant'))
        .filter(([, field]) => isFor(task, field) && isOfVariant(variant, field))
        // lists come from an experiment file or, AttrPrompt's, from an editor of their own
        .filter(([, field]) => field.type !== 'object')
        .map(([name, field]) => formField(name, field));
      return { kind, variant, plainName, paperName, explanation, needs, isSuggested, fields };
    });
  });
}

/** The entries of the run page for a recipe. */
function cardsOf(
  kind: RecipeKind,
): readonly { readonly variant: string | null; readonly words: RecipeWords }[] {
  const data = dataOf(kind);
  switch (data.cards) {
    case 'none':
      return [];
    case 'one':
      return [{ variant: null, words: data }];
    case 'variants':
      return Object.entries(data.variants).map(([variant, words]) => ({ variant, words }));
  }
}

/** The settings for training a student, as a form; the model is chosen elsewhere. */
export function studentForm(task: TaskKind = 'text-classification'): FormField[] {
  return (
    Object.entries(settingsSchema().properties?.student?.properties ?? {})
      // a grid's lists have no form field: they come from an experiment file, and a form preserves
      // them
      .filter(([name, field]) => name !== 'model' && field.type !== 'object' && isFor(task, field))
      .map(([name, field]) => formField(name, field))
  );
}

/** The data map's settings, as a form. */
export function dataMapForm(): FormField[] {
  return Object.entries(settingsSchema().properties?.dataMap?.properties ?? {}).map(
    ([name, field]) => formField(name, field),
  );
}

const isFor = (task: TaskKind, { tasks }: SettingsSchema) => tasks?.includes(task) ?? true;

const isOfVariant = (variant: string | null, { variants }: SettingsSchema) =>
  variant === null || (variants?.includes(variant) ?? true);

function formField(name: string, field: SettingsSchema): FormField {
  const { description = '', source = null, type } = field;
  const whole = type === 'integer';
  const above = field.exclusiveMinimum;
  return {
    name,
    description,
    source,
    default: (field.default ?? null) as FormField['default'],
    min: field.minimum ?? (above !== undefined && whole ? above + 1 : null),
    above: above !== undefined && !whole ? above : null,
    // zod gives whole numbers a limit of the largest safe integer, which is not worth showing
    max: field.maximum !== undefined && field.maximum < 1e9 ? field.maximum : null,
    whole,
    options: field.enum ?? null,
  };
}
