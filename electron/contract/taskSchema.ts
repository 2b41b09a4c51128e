import { z } from 'zod';
import { taskKinds } from './taskKinds.ts';
import { templateNames } from './templateNames.ts';

const name = z.string().min(1);

/** Far above any prompt: a teacher's context is shorter. */
const LONGEST_PROMPT = 100_000;

/** A label stands in prompts, in cells and in keys of records: one line, and no word of JavaScript's. */
const labelName = z
  .string()
  .max(200)
  .refine(
    (label) => label.trim() === label && label !== '',
    'a label neither begins nor ends with a space',
  )
  .refine((label) => !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(label), 'a label is one line')
  .refine((label) => !(label in Object.prototype), 'this word cannot be a label');
const meaning = z
  .string()
  .max(2000)
  .refine((text) => text.trim() !== '', "write what the label means in a reader's words");

/** Prompts in the user's own words, by the name of the template that they replace. */
export const templatesSchema = z.partialRecord(z.enum(templateNames), name.max(LONGEST_PROMPT));

/** What is learned: the kind of task, its labels with their meanings, and the teacher's prompts. */
export const taskSchema = z
  .strictObject({
    kind: z.enum(taskKinds),
    /** Empty for questions, whose answers are parts of their texts. */
    labels: z.record(labelName, meaning).default({}),
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
  .superRefine(({ labels }, context) => {
    const known = new Map<string, string>();
    for (const [label, meant] of Object.entries(labels)) {
      const words = meant.trim().replaceAll(/\s+/g, ' ').toLowerCase();
      const other = known.get(words);
      known.set(words, label);
      if (other === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: ['labels', label],
        message: `it means the same as ${other}, so the teacher cannot tell them apart; say what distinguishes it`,
      });
    }
  })
  .refine(({ kind, labels }) => kind !== 'extractive-qa' || Object.keys(labels).length === 0, {
    path: ['labels'],
    message: 'an extractive-qa has answers in the place of labels; leave them out',
  });
