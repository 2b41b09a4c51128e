import { BadInput } from '../../../models/badInput.ts';
import type { RandomStream } from '../../../models/randomStream.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { listingCalls } from '../../contract/listingCalls.ts';
import { type AttrpromptSettings, attrprompt as data } from '../../contract/recipes/attrprompt.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { writingCalls } from '../../contract/recipes/verbalizedSetting.ts';
import { labelText } from '../import/labelText.ts';
import { stepKey } from '../journal/stepKey.ts';
import { type AttrpromptPrompts, fill, sharedStart } from '../prompts/promptSet.ts';
import { asDraftWriter } from '../steps/asDraftWriter.ts';
import {
  type RunContext,
  requireTextTask,
  type Task,
  type TextContext,
  type TextTask,
} from '../steps/context.ts';
import { embedTexts, usableDocuments } from '../steps/corpus.ts';
import type { Candidate } from '../steps/example.ts';
import { askedOften, type DecodingParameters, generate, startOf } from '../steps/generate.ts';
import { labelsToAsk, requireLabelsAsked } from '../steps/labelsInTurn.ts';
import { parseAnswer, parseText } from '../steps/parseOutput.ts';
import { eachVector } from '../steps/textVectors.ts';
import type { Pass } from '../steps/untilKept.ts';
import { askedForSeveral, decodingOfSeveral, rowsOfAnswer } from '../steps/verbalized.ts';
import { ROWS_PER_LIST } from './askList.ts';
import { type Attribute, attributeValues } from './attributeValues.ts';
import { cleanAndTrain } from './cleanAndTrain.ts';
import type { MinedDocuments } from './minedValues.ts';
import { defineRecipe } from './recipe.ts';
import type { RecipeResult } from './recipeResult.ts';
import { DRAFTS, draftsOf, refineDrafts, refinePrompt } from './refineDrafts.ts';

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
    ? await attributeValues(
        { ...ctx, documents: async () => documentsOfRun(ctx) },
        settings,
        prompts,
      )
    : { attributes: [], tokens: 0 };
  const key = stepKey(
    'generate',
    recipeId(settings),
    ...(settings.refine === 'on' ? [DRAFTS] : []),
  );
  const askedOf = (i: number, random: RandomStream): Prompt =>
    isAttributed(settings)
      ? attributedPrompt(task, labels[i]!, drawn(prompts, attributes, labels[i]!, random))
      : askedOften(simplePrompt(task, labels[i]!));
  const promptOf = (i: number, random: RandomStream): Prompt => {
    const prompt = askedOf(i, random);
    return settings.refine === 'on'
      ? asRawText(task, prompt)
      : askedForSeveral(prompt, settings.verbalized, prompts.verbalized);
  };
  const write = async (writing: TextContext): Promise<Pass> => {
    const generations = await generate(
      writing,
      key,
      { prompts, inChat: task.prompts.inChat ?? '', attributes },
      calls,
      decodingOf(settings, prompts),
      promptOf,
      (i) => startOf(promptOf(i, ctx.run.random(key, i))),
    );
    const candidates = generations.flatMap((generation, i): Candidate[] =>
      rowsOfAnswer(generation, settings.verbalized, { label: labels[i]! }, () =>
        generation.prompt.chat
          ? parseText(generation.output)
          : parseAnswer(generation, [task.prompts.fewgen.prefix]),
      ),
    );
    return { generations, candidates };
  };
  const title = data.variants[settings.variant].paperName;
  const { generations, candidates } =
    settings.refine === 'on'
      ? await refineDrafts(
          ctx,
          settings,
          await asDraftWriter(ctx, title, write),
          decodingOf(settings, prompts),
          (row) => askedOf(row, ctx.run.random(key, row)).text,
        )
      : await write(ctx);
  return cleanAndTrain(ctx, settings, {
    title,
    asked: settings.rows,
    candidates: candidates.slice(0, settings.rows),
    generations,
    otherTokens: tokens,
    emptyQueries: 0,
    consumed: [],
  });
}

/** The documents of a run, whose vectors it records. */
const documentsOfRun = (ctx: TextContext): MinedDocuments => ({
  encoder: ctx.models.encoder.identity,
  texts: async () => (await usableDocuments(ctx)).map(labelText),
  vectors: async (key, texts) => eachVector(await embedTexts(ctx, key, texts), texts.length),
});

/** What a base model goes on from: the request, and the name of the answer. */
function asRawText({ prompts }: TextTask, { text, shared = 0 }: Prompt): Prompt {
  return { text: `${text}\n${prompts.fewgen.prefix}:`, chat: false, shared };
}

function decodingOf(
  { verbalized, temperature, topP }: AttrpromptSettings,
  { maxTokens, stop }: AttrpromptPrompts,
): DecodingParameters {
  return decodingOfSeveral({ temperature, topP, maxTokens, stop }, verbalized);
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

/** @throws BadInput for values that documents are to give, and no documents */
export function requireDocumentsToMine(
  { listedBy }: Pick<AttrpromptSettings, 'listedBy'>,
  { corpus }: Pick<Experiment, 'corpus'>,
): void {
  if (listedBy === 'teacher' || corpus.length > 0) return;
  throw new BadInput(
    'corpus: attrprompt is to take values from documents (listedBy: documents), and the experiment names none. Name some, ' +
      'or set listedBy to teacher.',
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
    if (isAttributed(settings)) requireDocumentsToMine(settings, inputs.experiment);
  },
  run,
  plan: (settings, { labels, attributes: asked }) => {
    const { rows } = settings;
    const { lists, mined, like, answers } = listingCalls(
      asked,
      labels,
      settings.attributes,
      settings,
    );
    // a yes or a no is as long as an eighth of a row
    const listing = (lists + like) * ROWS_PER_LIST + Math.ceil(answers / 8);
    const asking = isAttributed(settings) ? listing : 0;
    const notes =
      isAttributed(settings) && mined > 0
        ? ['Not counted: embedding up to 2,000 documents, from which values are taken.']
        : [];
    const calls = writingCalls(settings) + asking;
    return { calls, ...draftsOf(settings), before: [], rows, notes };
  },
  typicalCall(settings, { task, example: { label, text } }) {
    if (task.kind !== 'text-classification') return null;
    const prompts = attrpromptPrompts(task);
    const prompt = typicalPrompt(settings, task, label);
    return {
      prompt:
        settings.refine === 'on'
          ? refinePrompt(prompt.text, text)
          : askedForSeveral(prompt, settings.verbalized, prompts.verbalized),
      sampling: decodingOf(settings, prompts),
    };
  },
  typicalDraft(settings, { task, example: { label } }) {
    if (task.kind !== 'text-classification' || settings.refine === 'off') return null;
    const prompt = asRawText(task, typicalPrompt(settings, task, label));
    return { prompt, sampling: decodingOf(settings, attrpromptPrompts(task)) };
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

/** A prompt as long as a row's. */
const typicalPrompt = (settings: AttrpromptSettings, task: TextTask, label: string): Prompt =>
  isAttributed(settings)
    ? attributedPrompt(task, label, typicalRequirements(task))
    : askedOften(simplePrompt(task, label));

/** Requirements as long as those of a row, before any value is listed. */
function typicalRequirements(task: TextTask): string[] {
  const prompts = attrpromptPrompts(task);
  const values = prompts.attributes.map(({ name, says }) =>
    fill(says, { value: `(a drawn ${name})` }),
  );
  return withLength(values, prompts, prompts.lengths[0]!);
}
