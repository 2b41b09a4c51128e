import { LIKE_LABELS } from '../../contract/listingCalls.ts';
import type { AttrpromptSettings } from '../../contract/recipes/attrprompt.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { atOnce } from '../journal/atOnce.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type AttrpromptPrompts, fill } from '../prompts/promptSet.ts';
import type { RunContext, TextTask } from '../steps/context.ts';
import { type Asking, generate, tokensOf } from '../steps/generate.ts';
import { NoYield } from '../steps/noYield.ts';
import { askList } from './askList.ts';
import { type MinedDocuments, minedValues } from './minedValues.ts';

/** What rows differ in, such as their style: each row's prompt requires one of its values. */
export interface Attribute {
  readonly name: string;
  /** The requirement, with a place for the value. */
  readonly says: string;
  /** The values that rows of a label can have, by label. */
  readonly values: Readonly<Record<string, readonly string[]>>;
}

/** AttrPrompt's repository, filter.py: at most so many values of a label are left out. */
const MOST_DELETED = 5;

/** The repository's sampling of answers to its yes-or-no question; that they may be so short is ours. */
const ANSWER = { temperature: 0.7, topP: 0.95, maxTokens: 16, stop: ['\n'] };

/** What listing values needs of a run, or of what stands for one. */
export type ListingContext = Asking &
  Pick<RunContext, 'note'> & {
    readonly task: TextTask;
    /** Called if values come from documents. */
    readonly documents: () => Promise<MinedDocuments>;
  };

/** Told of a list that is made and filtered: whose values they are, and for which label, if not for all. */
export type OnList = (name: string, label: string | null, values: readonly string[]) => void;

/** The calls that list values, and what they cost. */
interface Listing {
  readonly ctx: ListingContext;
  readonly settings: AttrpromptSettings;
  readonly prompts: AttrpromptPrompts;
  readonly onList: OnList;
  /** The tokens that the teacher wrote so far. */
  tokens: number;
}

type AskedAttribute = AttrpromptPrompts['attributes'][number];

/**
 * AttrPrompt's attributes (section 3): the teacher lists the values of each, and for an attribute that depends on
 * the label it leaves out what fits like labels too, or the user's documents give them. The user's own values take the place of the teacher's.
 * @returns attributes in the order in which a prompt requires them, and the tokens that listing them took
 * @throws NoYield if the teacher lists no value
 */
export async function attributeValues(
  ctx: ListingContext,
  settings: AttrpromptSettings,
  prompts: AttrpromptPrompts,
  onList: OnList = () => {},
): Promise<{ attributes: readonly Attribute[]; tokens: number }> {
  const listing: Listing = { ctx, settings, prompts, onList, tokens: 0 };
  const { labels } = ctx.task;
  const attributes: Attribute[] = [];
  for (const asked of prompts.attributes) {
    const { name, says } = asked;
    const own = settings.attributes[name];
    const values = own ? ofEachLabel(labels, own) : await listedValues(listing, asked);
    attributes.push({ name, says, values });
  }
  const known = new Set(prompts.attributes.map(({ name }) => name));
  for (const [name, own] of Object.entries(settings.attributes)) {
    if (known.has(name)) continue;
    attributes.push({
      name,
      says: `the ${name} should be '{value}'`,
      values: ofEachLabel(labels, own),
    });
  }
  return { attributes, tokens: listing.tokens };
}

function ofEachLabel(
  labels: readonly string[],
  values: AttrpromptSettings['attributes'][string],
): Attribute['values'] {
  return Object.fromEntries(
    labels.map((label) => [label, Array.isArray(values) ? values : values[label]!]),
  );
}

async function listedValues(listing: Listing, asked: AskedAttribute): Promise<Attribute['values']> {
  const { ctx, settings } = listing;
  const { labels } = ctx.task;
  if (asked.isOfLabel && settings.listedBy === 'documents') {
    const values = await minedValues(ctx, settings, asked.name, await ctx.documents());
    listing.onList(asked.name, null, values);
    return ofEachLabel(labels, [...values]);
  }
  if (!asked.isOfLabel) {
    const values = await list(listing, asked, null, []);
    listing.onList(asked.name, null, values);
    return ofEachLabel(labels, [...values]);
  }
  const lists = await atOnce(labels, ctx.hosts.teacher.parallel, async (label) => {
    const like = await labelsLike(listing, label);
    const values = await list(listing, asked, label, like);
    const kept =
      settings.filter === 'on' ? await onlyOf(listing, asked, { label, like, values }) : values;
    // its repository ends each list with what the list lacks
    const ended = [...kept, `another ${asked.name}`];
    listing.onList(asked.name, label, ended);
    return [label, ended] as const;
  });
  return Object.fromEntries(lists);
}

/** The values that the teacher lists: for a label, or for all. */
async function list(
  listing: Listing,
  { name, list: template }: AskedAttribute,
  label: string | null,
  like: readonly string[],
): Promise<readonly string[]> {
  const { ctx, settings, prompts } = listing;
  const text = fill(template, { ...wordsOf(listing, label, like), count: String(settings.values) });
  const place = [recipeId(settings), name, ...placeOf(ctx, label)];
  const { temperature, topP } = settings;
  const prompt = { text, chat: prompts.chat };
  const made = await askList(ctx, place, { prompt, wanted: settings.values, temperature, topP });
  listing.tokens += tokensOf(made.generations);
  const whose = label === null ? '' : ` for ${label}`;
  if (made.list.length === 0) {
    throw new NoYield(
      `AttrPrompt: the teacher listed no ${name}${whose} in ${made.generations.length} answers. Choose another teacher, or ` +
        `write a list of your own: attributes: { ${name}: [ … ] }.`,
    );
  }
  if (made.list.length < settings.values) {
    ctx.note(
      `AttrPrompt: the teacher listed ${made.list.length} of ${settings.values} values of ${name}${whose}; going on with those.`,
    );
  }
  return made.list;
}

/** The labels whose values a label's are to differ from: all others, or the most like of many. */
async function labelsLike(listing: Listing, label: string): Promise<readonly string[]> {
  const { ctx, settings, prompts } = listing;
  const others = ctx.task.labels.filter((one) => one !== label);
  if (others.length <= LIKE_LABELS) return others;
  const words = { ...wordsOf(listing, label, others), count: String(LIKE_LABELS) };
  const { temperature, topP } = settings;
  const made = await askList(ctx, [recipeId(settings), 'like', ...placeOf(ctx, label)], {
    prompt: { text: fill(prompts.like, words), chat: prompts.chat },
    wanted: LIKE_LABELS,
    temperature,
    topP,
  });
  listing.tokens += tokensOf(made.generations);
  const named = new Set(made.list.map((entry) => entry.toLowerCase()));
  const found = others.filter((one) => named.has(prompts.verbalizers[one]!.toLowerCase()));
  if (found.length === 0) {
    ctx.note(
      `AttrPrompt: the teacher named no label that is like ${label}, so its values are not filtered.`,
    );
  }
  return found;
}

/** The values of a label without those that the teacher finds relevant to like labels, at most five. */
async function onlyOf(
  listing: Listing,
  { name }: AskedAttribute,
  {
    label,
    like,
    values,
  }: {
    readonly label: string;
    readonly like: readonly string[];
    readonly values: readonly string[];
  },
): Promise<readonly string[]> {
  const { ctx, settings, prompts } = listing;
  if (like.length === 0) return values;
  const promptOf = (value: string) => ({
    text: fill(prompts.relevant, { ...wordsOf(listing, label, like), value }),
    chat: prompts.chat,
  });
  const key = stepKey('generate', recipeId(settings), 'relevance', name, ...placeOf(ctx, label));
  const answers = await generate(
    ctx,
    key,
    { values, prompts: values.map(promptOf) },
    values.length,
    ANSWER,
    (i) => promptOf(values[i]!),
  );
  listing.tokens += tokensOf(answers);
  const relevant = values.filter((_, i) => /yes|1/i.test(answers[i]!.output));
  const deleted = new Set(relevant.slice(0, MOST_DELETED));
  return values.filter((value) => !deleted.has(value));
}

function wordsOf({ ctx, prompts }: Listing, label: string | null, others: readonly string[]) {
  const { verbalizers } = prompts;
  return {
    label: label === null ? '' : verbalizers[label]!,
    meaning: label === null ? '' : ctx.task.meanings[label]!,
    others: others.map((one) => verbalizers[one]!).join(', '),
  };
}

/** A label's part of a step's key. */
const placeOf = ({ task }: ListingContext, label: string | null): string[] =>
  label === null ? [] : [String(task.labels.indexOf(label))];
