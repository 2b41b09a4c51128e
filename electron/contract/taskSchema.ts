import { z } from 'zod';
import { taskKinds } from './taskKinds.ts';
import { templateNames } from './templateNames.ts';

const name = z.string().min(1);

/** Prompts in the user's own words, by the name of the template that they replace. */
export const templatesSchema = z.partialRecord(z.enum(templateNames), name);

/** What is learned: the kind of task, its labels with their meanings, and the teacher's prompts. */
export const taskSchema = z
  .strictObject({
    kind: z.enum(taskKinds),
    /** Empty for questions, whose answers are parts of their texts. */
    labels: z.record(name, name).default({}),
    prompts: name.default('generic').meta({ source: 'ours', description: 'a set in prompts/' }),
    templates: templatesSchema.default({}).meta({
      source: 'ours',
      description: "prompts in the user's own words, in the place of the set's",
    }),
  })
  .refine(({ kind, labels }) => kind === 'extractive-qa' || Object.keys(labels).length >= 2, {
    path: ['labels'],
    message: 'a task has two labels or more',
  })
  .refine(({ kind, labels }) => kind !== 'extractive-qa' || Object.keys(labels).length === 0, {
    path: ['labels'],
    message: 'an extractive-qa has answers in the place of labels; leave them out',
  });
