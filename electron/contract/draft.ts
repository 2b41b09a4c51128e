import { z } from 'zod';
import { experimentSchema, goldPartSchema } from './experiment.ts';
import { attributesSchema } from './recipes/attrprompt.ts';

/**
 * The state of a project before a run: an experiment without its recipes, whose gold may still be
 * missing. A run is this draft plus the settings of a recipe.
 */
export const draftSchema = experimentSchema.omit({ project: true, recipes: true }).extend({
  gold: z.strictObject({
    seed: goldPartSchema.optional(),
    validation: goldPartSchema.optional(),
    test: goldPartSchema.optional(),
  }),
  attributes: attributesSchema
    .optional()
    .describe("what AttrPrompt's rows differ in, in the place of the teacher's lists"),
});

export type Draft = z.output<typeof draftSchema>;
/** A draft as a form sends it: fields with a default may be left out. */
export type DraftInput = z.input<typeof draftSchema>;
export type Split = 'seed' | 'validation' | 'test';
