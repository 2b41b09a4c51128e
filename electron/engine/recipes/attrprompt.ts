import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { listingCalls } from '../../contract/listingCalls.ts';
import {
  type AttrpromptSettings,
  attrprompt as data,
  writingCalls,
} from '../../contract/recipes/attrprompt.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type AttrpromptPrompts, fill, sharedStart } from '../prompts/promptSet.ts';
import { type RunContext, requireTextTask, type Task, type TextTask } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { askedOften, type DecodingParameters, generate, startOf } from '../steps/generate.ts';
import { labelsToAsk, requireLabelsAsked } from '../steps/labelsInTurn.ts';
import { parseText } from '../steps/parseOutput.ts';
import { parseVerbalized, verbalizedGrammar } from '../steps/verbalized.ts';
import { ROWS_PER_LIST } from './askList.ts';
import { type Attribute, attributeValues } from './attributeValues.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';

/**
 * AttrPrompt (Yu et al. 2023, section 3): for each row a value of every attribute is drawn, uniformly and
 * independently, and a prompt requires them all; or SimPrompt, its baseline, one instruction for each label.
 * Every label gets as many rows. It uses no human labels.
 */
async function run(context: RunContext, settings: AttrpromptSettings): Promise<RecipeResult> {
  const ctx = requireTextTask(context);
  const { task } = ctx;
  const prompts = attrpromptPrompts(task);
  const calls = writingCalls(settings);
  const { turns: labels } = labelsToAsk(ctx, { rows: calls, labelDistribution: 'uniform' });
  const { attributes, tokens } = isAttributed(settings)
    ? await attributeValues(ctx, settings, prompts)
    : { attributes: [], tokens: 0 };
  const key = stepKey('generate', recipeId(settings));
  const promptOf = (i: number, random: RandomStream) => {
    const prompt = isAttributed(settings)
      ? attributedPrompt(task, labels[i]!, drawn(prompts, attributes, labels[i]!, random))
      : askedOften(simplePrompt(task, labels[i]!));
    return withSeveral(settings, prompts, prompt);
  };
  const generations = await generate(
    ctx,
    key,
    { prompts, inChat: task.prompts.inChat ?? '', attributes },
    calls,
    decodingOf(settings, prompts),
    promptOf,
    (i) => startOf(promptOf(i, ctx.run.random(key, i))),
  );
  const candidates = generations.flatMap(({ id, output }, i): Candidate[] => {
    const texts = settings.verbalized > 0 ? parseVerbalized(output) : [parseText(output)];
    return texts.map((text) => ({ text, label: labels[i]!, lineage: { generation: id } }));
  });
  return cleanAndTrain(ctx, settings, {
    title: data.variants[settings.variant].paperName,
    asked: settings.rows,
    candidates: candidates.slice(0, settings.rows),
    generations,
    otherTokens: tokens,
    emptyQueries: 0,
    consumed: [],
  });
}

function decodingOf(
  { verbalized, temperature, topP }: AttrpromptSettings,
  { maxTokens, stop }: AttrpromptPrompts,
): DecodingParameters {
  if (verbalized === 0) return { temperature, topP, maxTokens, stop };
  const grammar = verbalizedGrammar(verbalized);
  return { temperature, topP, maxTokens: maxTokens * verbalized, stop: [], grammar };
}

function withSeveral(
  { verbalized }: AttrpromptSettings,
  { verbalized: template }: AttrpromptPrompts,
  prompt: Prompt,
): Prompt {
  if (verbalized === 0) return prompt;
  return { ...prompt, text: `${prompt.text}\n${fill(template, { count: String(verbalized) })}` };
}

const isAttributed = ({ variant }: AttrpromptSettings) => variant === 'attributed';

/** The requirements of a row: its length, and a value of each attribute. */
function drawn(
  prompts: AttrpromptPrompts,
  attributes: readonly Attribute[],
  label: string,
  random: RandomStream,
): string[] {
  const length = random.pick(prompts.lengths);
  const values = attributes.map(({ says, values }) =>
    fill(says, { value: random.pick(values[label]!) }),
  );
  return withLength(values, prompts, length);
}

/** The length is the second requirement, as in the paper's prompt for AG News. */
function withLength(
  requirements: readonly string[],
  { length }: AttrpromptPrompts,
  [from, to]: readonly [number, number],
): string[] {
  const ofLength = fill(length, { from: String(from), to: String(to) });
  return requirements.toSpliced(1, 0, ofLength);
}

function attributedPrompt(task: TextTask, label: string, requirements: readonly string[]): Prompt {
  const { text, chat } = attrpromptPrompts(task);
  const numbered = requirements.map((requirement, i) => `${i + 1}. ${requirement}`);
  const values = { ...wordsOf(task, label), requirements: `${numbered.join(';\n')}.` };
  return {
    text: withChatWords(task, fill(text, values)),
    chat,
    shared: sharedStart(text, values, ['requirements']),
  };
}

function simplePrompt(task: TextTask, label: string): Prompt {
  const { simple, chat } = attrpromptPrompts(task);
  return { text: withChatWords(task, fill(simple, wordsOf(task, label))), chat };
}

/** What the prompt set adds where a chat model would write about the task. */
const withChatWords = ({ prompts: { inChat, attrprompt } }: TextTask, text: string): string =>
  inChat && attrprompt?.chat ? `${text}\n${inChat}` : text;

const wordsOf = (task: TextTask, label: string) => ({
  label: attrpromptPrompts(task).verbalizers[label]!,
  meaning: task.meanings[label]!,
});

/** @throws BadInput for a prompt set without AttrPrompt's prompts */
export function attrpromptPrompts({ prompts }: TextTask): AttrpromptPrompts {
  if (prompts.attrprompt) return prompts.attrprompt;
  throw new BadInput(
    `recipes: the prompt set ${prompts.name} has no prompts for attrprompt. Set task.prompts to generic, which is ` +
      "made from the labels' names and meanings.",
  );
}

/** @throws BadInput for an attribute of the user's that lacks a label, or has one that the task has not */
export function requireEveryLabel(
  { attributes }: Pick<AttrpromptSettings, 'attributes'>,
  { task }: { readonly task: Pick<Task, 'labels'> },
): void {
  for (const [name, values] of Object.entries(attributes)) {
    if (Array.isArray(values)) continue;
    const missing = task.labels.filter((label) => !Object.hasOwn(values, label));
    if (missing.length > 0) {
      throw new BadInput(
        `recipes: attributes.${name} has no values for the label ${missing.join(', ')}. Add a list for it, or give one ` +
          'list for all labels.',
      );
    }
    const unknown = Object.keys(values).filter((label) => !task.labels.includes(label));
    if (unknown.length > 0) {
      throw new BadInput(
        `recipes: attributes.${name} has values for ${unknown.join(', ')}, which is no label of the task. Its labels are ` +
          `${task.labels.join(', ')}.`,
      );
    }
  }
}

export const attrprompt = defineRecipe<'attrprompt'>({
  data,
  check(settings, inputs) {
    if (inputs.task.kind === 'text-classification') attrpromptPrompts(inputs.task);
    requireLabelsAsked({ rows: writingCalls(settings), labelDistribution: 'uniform' }, inputs);
    requireEveryLabel(settings, inputs);
  },
  run,
  plan: (settings, { labels, attributes: asked }) => {
    const { rows } = settings;
    const { lists, like, answers } = listingCalls(asked, labels, settings.attributes, settings);
    // a yes or a no is as long as an eighth of a row
    const listing = (lists + like) * ROWS_PER_LIST + Math.ceil(answers / 8);
    const asking = isAttributed(settings) ? listing : 0;
    return { calls: writingCalls(settings) + asking, before: [], rows };
  },
  typicalCall(settings, { task, example: { label } }) {
    if (task.kind !== 'text-classification') return null;
    const prompts = attrpromptPrompts(task);
    const prompt = isAttributed(settings)
      ? attributedPrompt(task, label, typicalRequirements(task))
      : askedOften(simplePrompt(task, label));
    return {
      prompt: withSeveral(settings, prompts, prompt),
      sampling: decodingOf(settings, prompts),
    };
  },
  preview(show, { task, example: { label } }) {
    if (task.kind !== 'text-classification' || !task.prompts.attrprompt) return [];
    const { text, simple, maxTokens } = task.prompts.attrprompt;
    return [
      show('attrprompt.text', text, {
        title: 'A row to drawn requirements',
        what: 'AttrPrompt; the requirements are drawn from lists, which the teacher writes first.',
        ...attributedPrompt(task, label, typicalRequirements(task)),
        maxTokens,
      }),
      show('attrprompt.simple', simple, {
        title: 'A row to one instruction',
        what: 'SimPrompt, the baseline of AttrPrompt.',
        ...simplePrompt(task, label),
        maxTokens,
      }),
    ];
  },
});

/** Requirements as long as those of a row, before any value is listed. */
function typicalRequirements(task: TextTask): string[] {
  const prompts = attrpromptPrompts(task);
  const values = prompts.attributes.map(({ name, says }) =>
    fill(says, { value: `(a drawn ${name})` }),
  );
  return withLength(values, prompts, prompts.lengths[0]!);
}
