import { z } from 'zod';
import { from } from '../from.ts';

/** For recipes whose rows a base model can draft. */
export const refineSetting = {
  refine: z
    .enum(['off', 'on'])
    .default('off')
    .meta(
      from(
        'BARE (arXiv 2502.01697); off is ours',
        "on: the experiment's base model, or the teacher itself, drafts each row as raw text, and the teacher refines the draft in a chat",
        { tasks: ['text-classification'] },
      ),
    ),
};
export type RefineSetting = z.output<z.ZodObject<typeof refineSetting>>['refine'];
