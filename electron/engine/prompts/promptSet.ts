import { readdirSync, readFileSync } from 'node:fs';
import { parse } from 'yaml';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { TaskKind } from '../../contract/taskKinds.ts';
import type { TemplateName } from '../../contract/templateNames.ts';
import { appFile } from '../files/appFile.ts';
import { checkTemplate } from './checkTemplate.ts';
import { sharedRequests } from './sharedRequests.ts';

const template = z.string().min(1);
const verbalizers = z.union([z.enum(['name', 'meaning']), z.record(z.string(), z.string())]);

/** The parts that S3 needs for any task. */
const s3Fields = {
  chat: z.boolean(),
  verbalizers,
  seed: template,
  extrapolate: template,
  maxTokens: z.int().positive(),
  stop: z.array(z.string()),
};

const zerogenSchema = z
  .strictObject({
    /** Sent first, if rows need a context that gold does not have. */
    context: template.optional(),
    contextTokens: z.int().positive().optional(),
    text: template,
    verbalizers,
    maxTokens: z.int().positive(),
    /** The character at which a row ends even if its quote stays open: a question mark. */
    endsWith: z.string().optional(),
  })
  .optional();

/** How ProGen shows a row, in words that fit every label. */
const progenSchema = (example: string) =>
  z.strictObject({ example: template }).default({ example });

const attrpromptSchema = z
  .strictObject({
    chat: z.boolean(),
    verbalizers,
    /** A row to requirements, which are numbered lines. */
    text: template,
    /** SimPrompt's instruction. */
    simple: template,
    /** The ranges of words of which a row's is drawn, and how it is required. */
    lengths: z.array(z.tuple([z.int().positive(), z.int().positive()])).min(1),
    length: template,
    attributes: z
      .array(
        z.strictObject({
          name: z.string(),
          /** Whether each label has values of its own. */
          isOfLabel: z.boolean().default(false),
          list: template,
          says: template,
        }),
      )
      .min(1),
    /** AttrPrompt's repository, gpt_gen_attr.py and filter.py, the same for every task. */
    like: template.default(
      'Give {count} most relevant classes related to {label} from the classes: {others}. Write each class in a line. Do not include {label}.',
    ),
    relevant: template.default(
      'Consider {value}. Is it relevant to the following categories: {others}? Return 1 for yes and 0 for no.',
    ),
    /** Behind both instructions, if an answer holds several texts. */
    verbalized: template.default(sharedRequests.severalTexts),
    maxTokens: z.int().positive(),
    stop: z.array(z.string()),
  })
  .optional();

const schema = z.strictObject({
  name: z.string(),
  s3: z.strictObject({
    ...s3Fields,
    rationales: template,
    seedWithoutRationales: template,
    /** Before `extrapolate`, if a text of another label is shown; ours, the same for every task. */
    contrast: template.default('For contrast, this text is labelled "{label}": \n{text}\n\n'),
  }),
  synthesizrr: z.strictObject({
    source: z.string(),
    instruction: template,
    prefix: z.string(),
    verbalizers,
    maxTokens: z.int().positive(),
    stop: z.array(z.string()),
  }),
  fewgen: z.strictObject({ instruction: template, prefix: z.string() }),
  inChat: template.optional(),
  classify: z.strictObject({ template, options: template, verbalizers }),
  zerogen: zerogenSchema,
  progen: progenSchema('A text: "{text}"'),
  attrprompt: attrpromptSchema,
});

const pairSchema = z.strictObject({
  kind: z.literal('text-pair-classification'),
  name: z.string(),
  /** A seed prompt may end in an open line, which a chat model would only comment on. */
  s3: z.strictObject({ ...s3Fields, seedChat: z.boolean() }),
  classify: z.strictObject({ template, verbalizers }),
  zerogen: zerogenSchema,
  progen: progenSchema('"{context}"\nA second text: "{text}"'),
});

const questionSchema = z.strictObject({
  kind: z.literal('extractive-qa'),
  name: z.string(),
  s3: z.strictObject(s3Fields).omit({ verbalizers: true }),
  answer: z.strictObject({ template, maxTokens: z.int().positive(), stop: z.array(z.string()) }),
});

type Parsed = z.output<typeof schema>;
type ParsedPairs = z.output<typeof pairSchema>;
type Resolved<Part extends { verbalizers: unknown }> = Omit<Part, 'verbalizers'> & {
  /** Maps each label to the words that stand for it in a prompt. */
  readonly verbalizers: Readonly<Record<string, string>>;
};

/** ZeroGen's part, which not every task has. */
export type ZerogenPrompts = Resolved<NonNullable<Parsed['zerogen']>>;

/** AttrPrompt's part, which only tasks on single texts have. */
export type AttrpromptPrompts = Resolved<NonNullable<Parsed['attrprompt']>>;

/** The prompts of a task on single texts, with a verbalizer for each of its labels. */
export interface PromptSet {
  readonly name: string;
  readonly s3: Resolved<Parsed['s3']>;
  readonly synthesizrr: Resolved<Parsed['synthesizrr']>;
  /** FewGen's own part: it shares SynthesizRR's verbalizers, length and stops (App. H). */
  readonly fewgen: Readonly<Parsed['fewgen']>;
  /** What a chat adds to both instructions, whose words are the paper's. */
  readonly inChat?: string | undefined;
  readonly classify: Resolved<Parsed['classify']>;
  readonly zerogen?: ZerogenPrompts | undefined;
  readonly progen: Readonly<Parsed['progen']>;
  readonly attrprompt?: AttrpromptPrompts | undefined;
}

/** The same for a task on pairs, which has fewer recipes. */
export interface PairPromptSet {
  readonly name: string;
  readonly s3: Resolved<ParsedPairs['s3']>;
  readonly classify: Resolved<ParsedPairs['classify']>;
  readonly zerogen?: ZerogenPrompts | undefined;
  readonly progen: Readonly<ParsedPairs['progen']>;
}

/** The same for a task on questions, which has no labels to name. */
export interface QuestionPromptSet {
  readonly name: string;
  readonly s3: Readonly<z.output<typeof questionSchema>['s3']>;
  readonly answer: Readonly<z.output<typeof questionSchema>['answer']>;
  /** Always undefined: ZeroGen is for tasks with labels. */
  readonly zerogen?: undefined;
}

/** Each label with its meaning. */
type Labels = Readonly<Record<string, string>>;

/**
 * Reads a set of `prompts/` for a task on single texts.
 * @param templates the user's own templates, which replace the set's
 * @throws BadInput for an unknown set, one without a verbalizer for a label, or a template that
 *   lacks a placeholder or has one that nothing fills
 */
export function loadPromptSet(name: string, labels: Labels, templates: Templates = {}): PromptSet {
  const set = schema.parse(readYaml(name, 'text-classification'));
  const own = ownTemplates(templates, 'text-classification');
  return {
    name: set.name,
    s3: { ...set.s3, ...own.s3, verbalizers: resolve(set.s3.verbalizers, labels, `${name}, s3`) },
    synthesizrr: {
      ...set.synthesizrr,
      ...own.synthesizrr,
      verbalizers: resolve(set.synthesizrr.verbalizers, labels, `${name}, synthesizrr`),
    },
    fewgen: { ...set.fewgen, ...own.fewgen },
    ...(set.inChat ? { inChat: set.inChat } : {}),
    classify: {
      ...set.classify,
      ...own.classify,
      verbalizers: resolve(set.classify.verbalizers, labels, `${name}, classify`),
    },
    zerogen: set.zerogen && {
      ...set.zerogen,
      verbalizers: resolve(set.zerogen.verbalizers, labels, `${name}, zerogen`),
    },
    progen: { ...set.progen, ...own.progen },
    attrprompt: set.attrprompt && {
      ...set.attrprompt,
      ...own.attrprompt,
      verbalizers: resolve(set.attrprompt.verbalizers, labels, `${name}, attrprompt`),
    },
  };
}

/**
 * Reads a set of `prompts/` for a task on pairs.
 * @throws BadInput as `loadPromptSet`
 */
export function loadPairPromptSet(
  name: string,
  labels: Labels,
  templates: Templates = {},
): PairPromptSet {
  const { s3, classify, zerogen, progen, ...set } = pairSchema.parse(
    readYaml(name, 'text-pair-classification'),
  );
  const own = ownTemplates(templates, 'text-pair-classification');
  const verbalizersOf = (part: { verbalizers: ParsedPairs['s3']['verbalizers'] }, what: string) =>
    resolve(part.verbalizers, labels, `${name}, ${what}`, 'generic-pairs');
  return {
    name: set.name,
    s3: { ...s3, ...own.s3, verbalizers: verbalizersOf(s3, 's3') },
    classify: { ...classify, ...own.classify, verbalizers: verbalizersOf(classify, 'classify') },
    zerogen: zerogen && { ...zerogen, verbalizers: verbalizersOf(zerogen, 'zerogen') },
    progen: { ...progen, ...own.progen },
  };
}

/**
 * Reads a set of `prompts/` for a task on questions.
 * @throws BadInput for an unknown set, or a template that lacks a placeholder or has one that
 *   nothing fills
 */
export function loadQuestionPromptSet(name: string, templates: Templates = {}): QuestionPromptSet {
  const { s3, answer, ...set } = questionSchema.parse(readYaml(name, 'extractive-qa'));
  const own = ownTemplates(templates, 'extractive-qa');
  return { name: set.name, s3: { ...s3, ...own.s3 }, answer: { ...answer, ...own.answer } };
}

/** Groups templates by part: `s3.seed` belongs to `s3`. */
function ownTemplates(
  templates: Templates,
  kind: TaskKind,
): Record<string, Record<string, string>> {
  const own: Record<string, Record<string, string>> = {};
  for (const [name, text] of Object.entries(templates)) {
    checkTemplate(name as TemplateName, text, kind);
    const [part = '', field = ''] = name.split('.');
    own[part] = { ...own[part], [field]: text };
  }
  return own;
}

type Templates = Experiment['task']['templates'];

const refusals = z.strictObject({
  anywhere: z.array(z.string()),
  apologies: z.array(z.string()),
  declines: z.array(z.string()),
  tasks: z.array(z.string()),
});

/**
 * Phrases that identify a refusal: anywhere in the text, or at its start as an (apologetic) refusal
 * of a task.
 */
export type RefusalWords = z.output<typeof refusals>;

export function loadRefusalWords(): RefusalWords {
  return refusals.parse(parse(readFileSync(appFile('prompts', 'refusals.yaml'), 'utf8')));
}

/** Replaces `{name}` by its value; placeholders inside a value are not replaced. */
export function fill(template: string, values: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, key: string) => values[key] ?? whole);
}

/**
 * How much of a filled template's start its prompts have in common if only these places differ, in UTF-16
 * units.
 */
export function sharedStart(
  template: string,
  values: Readonly<Record<string, string>>,
  varying: readonly string[],
): number {
  const places = varying.map((key) => template.indexOf(`{${key}}`)).filter((at) => at >= 0);
  return fill(template.slice(0, Math.min(...places, template.length)), values).length;
}

/** A set that does not state its kind is for single texts. */
function readYaml(name: string, wanted: TaskKind): unknown {
  const names = readdirSync(appFile('prompts'))
    .filter((file) => file.endsWith('.yaml') && file !== 'refusals.yaml')
    .map((file) => file.slice(0, -'.yaml'.length));
  const read = (set: string): { kind?: TaskKind } =>
    parse(readFileSync(appFile('prompts', `${set}.yaml`), 'utf8'));
  const isWanted = (set: string) => (read(set).kind ?? 'text-classification') === wanted;
  if (names.includes(name) && isWanted(name)) return read(name);
  const why = names.includes(name)
    ? `the prompt set ${name} is not for ${wanted}`
    : `there is no prompt set ${name}`;
  throw new BadInput(`task.prompts: ${why}. Choose one of: ${names.filter(isWanted).join(', ')}.`);
}

function resolve(
  given: Parsed['classify']['verbalizers'],
  labels: Labels,
  where: string,
  generic = 'generic',
): Record<string, string> {
  if (given === 'name')
    return Object.fromEntries(Object.keys(labels).map((label) => [label, label]));
  if (given === 'meaning') return { ...labels };
  const missing = Object.keys(labels).filter((label) => !Object.hasOwn(given, label));
  if (missing.length > 0) {
    throw new BadInput(
      `The prompt set ${where} has no verbalizer for the label ${missing.join(', ')}; it knows ` +
        `${Object.keys(given).join(', ')}. Rename the task's labels, or set task.prompts to ${generic}.`,
    );
  }
  return given;
}
