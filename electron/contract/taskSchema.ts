import { z } from 'zod';
import { taskKinds } from './taskKinds.ts';
import { templateNames } from './templateNames.ts';

const name = z.string().min(1);

/** Far above any prompt: a teacher's context is shorter. */
const LONGEST_PROMPT = 100_000;

/** Far above any name: a label stands in prompts and in cells of tables. */
const LONGEST_LABEL = 1000;

/** The same letters may be typed as one code point or as several; a label is known by one form. */
const labelName = z
  .string()
  .normalize('NFC')
  .max(LONGEST_LABEL, `a label has at most ${LONGEST_LABEL.toLocaleString('en')} characters`)
  .refine(
    (label) => label.trim() === label && label !== '',
    'a label neither begins nor ends with a space',
  )
  .refine((label) => !/\p{Cc}|\p{Zl}|\p{Zp}/u.test(label), 'a label is one line');
const meaning = z
  .string()
  .max(2000)
  .refine((text) => text.trim() !== '', "write what the label means in a reader's words");

/** Prompts in the user's own words, by the name of the template that they replace. */
export const templatesSchema = z.partialRecord(z.enum(templateNames), name.max(LONGEST_PROMPT));

const labelSchema = z.strictObject({ name: labelName, meaning });

/** A label with its meaning. */
export type TaskLabel = z.output<typeof labelSchema>;

/** Labels written as names with meanings become a list: an object would put the name 10 before the name b. */
function listed(labels: unknown): unknown {
  if (labels === null || typeof labels !== 'object' || Array.isArray(labels)) return labels;
  return Object.entries(labels).map(([name, meaning]) => ({ name, meaning }));
}

/** What is learned: the kind of task, its labels with their meanings, and the teacher's prompts. */
export const taskSchema = z
  .strictObject({
    kind: z.enum(taskKinds),
    /** Empty for questions, whose answers are parts of their texts. */
    labels: z.preprocess(listed, z.array(labelSchema).default([])),
    prompts: name.default('generic').meta({ source: 'ours', description: 'a set in prompts/' }),
    templates: templatesSchema.default({}).meta({
      source: 'ours',
      description: "prompts in the user's own words, in the place of the set's",
    }),
  })
  .refine(({ kind, labels }) => kind === 'extractive-qa' || labels.length >= 2, {
    path: ['labels'],
    message: 'a task has two labels or more',
  })
  .superRefine(({ labels }, context) => {
    const known = new Map<string, string>();
    const names = new Set<string>();
    for (const [at, { name: label, meaning: meant }] of labels.entries()) {
      if (names.has(label)) {
        context.addIssue({
          code: 'custom',
          path: ['labels', at, 'name'],
          message: 'another label has this name; rename one of them',
        });
      }
      names.add(label);
      const words = meant.trim().replaceAll(/\s+/g, ' ').toLowerCase();
      const other = known.get(words);
      known.set(words, label);
      if (other === undefined) continue;
      context.addIssue({
        code: 'custom',
        path: ['labels', at, 'meaning'],
        message: `it means the same as ${other}, so the teacher cannot tell them apart; say what distinguishes it`,
      });
    }
  })
  .refine(({ kind, labels }) => kind !== 'extractive-qa' || labels.length === 0, {
    path: ['labels'],
    message: 'an extractive-qa has answers in the place of labels; leave them out',
  });
