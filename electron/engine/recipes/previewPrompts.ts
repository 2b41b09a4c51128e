import type { Draft } from '../../contract/draft.ts';
import type { TemplateName } from '../../contract/templateNames.ts';
import type { PromptPreview } from '../../contract/texts.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import type { GoldExample } from '../import/readGold.ts';
import { placesOf } from '../prompts/checkTemplate.ts';
import { fill } from '../prompts/promptSet.ts';
import { loadTask, type PairTask, type QuestionTask, type TextTask } from '../steps/context.ts';
import { passageBlock } from './passageBlock.ts';
import { RATIONALE_TOKENS } from './rationaleSeed.ts';

const NO_EXAMPLE = '(one of your labelled examples)';
const NO_DOCUMENT = '(one of your documents)';
/** As the run page suggests it: S3's K. */
const RATIONALES = '8';

/**
 * The prompts of a task for its first label, with a real example and a real document where the project
 * has them. Reasons come from the teacher during a run; their place is marked.
 */
export function previewPrompts(
  draft: Draft,
  gold: readonly GoldExample[],
  documents: readonly CorpusDocument[],
): PromptPreview[] {
  const task = loadTask(draft.task);
  const [label] = task.labels;
  const example = gold.find(
    (row) => row.split !== 'test' && (label === undefined || row.label === label),
  );
  const preview: Preview = (name, template, rest) => {
    const isOwn = draft.task.templates[name] !== undefined;
    return { name, template, places: placesOf(name, task.kind), isOwn, ...rest };
  };
  switch (task.kind) {
    case 'text-classification':
      return ofTexts(task, preview, example, documents);
    case 'text-pair-classification':
      return ofPairs(task, preview, example);
    case 'extractive-qa':
      return ofQuestions(task, preview, example);
  }
}

type Preview = (
  name: TemplateName,
  template: string,
  rest: Omit<PromptPreview, 'name' | 'template' | 'places' | 'isOwn'>,
) => PromptPreview;

function ofPairs(
  { labels, meanings, prompts: { s3, classify } }: PairTask,
  preview: Preview,
  example: GoldExample | undefined,
): PromptPreview[] {
  const [label = ''] = labels;
  const { context = NO_EXAMPLE, text = NO_EXAMPLE } = example ?? {};
  const words = { label: s3.verbalizers[label]!, meaning: meanings[label]!, context, text };
  return [
    preview('s3.seed', s3.seed, {
      title: 'A first row',
      what: 'S3, section 2.4: each row draws a context of your examples and a label.',
      text: fill(s3.seed, words),
      chat: s3.seedChat,
      maxTokens: s3.maxTokens,
    }),
    preview('s3.extrapolate', s3.extrapolate, {
      title: 'A row from a mistake',
      what: 'S3, Algorithm 3: one for each validation example that the student gets wrong.',
      text: fill(s3.extrapolate, words),
      chat: s3.chat,
      maxTokens: s3.maxTokens,
    }),
    preview('classify.template', classify.template, {
      title: 'The teacher as classifier',
      what: 'The yardstick: the likeliest of the label words after this text.',
      text: fill(classify.template, words),
      chat: false,
      maxTokens: 5,
    }),
  ];
}

function ofQuestions(
  { prompts: { s3, answer } }: QuestionTask,
  preview: Preview,
  example: GoldExample | undefined,
): PromptPreview[] {
  const { context = NO_EXAMPLE, text = NO_EXAMPLE, label = '(its answer)' } = example ?? {};
  const words = { context, text, answer: label };
  const own = { chat: s3.chat, maxTokens: s3.maxTokens };
  return [
    preview('s3.seed', s3.seed, {
      title: 'A first question',
      what: 'S3, section 2.4: each row draws a text of your examples with its answer.',
      text: fill(s3.seed, words),
      ...own,
    }),
    preview('s3.extrapolate', s3.extrapolate, {
      title: 'A question from a mistake',
      what: 'S3, Algorithm 3: one for each validation question that the student gets wrong.',
      text: fill(s3.extrapolate, words),
      ...own,
    }),
    preview('answer.template', answer.template, {
      title: 'The teacher asked',
      what: 'The yardstick: what the teacher answers to this question, its likeliest words.',
      text: fill(answer.template, words),
      chat: false,
      maxTokens: answer.maxTokens,
    }),
  ];
}

function ofTexts(
  { labels, meanings, prompts: { s3, synthesizrr, fewgen, classify } }: TextTask,
  preview: Preview,
  example: GoldExample | undefined,
  documents: readonly CorpusDocument[],
): PromptPreview[] {
  const [label = ''] = labels;
  const meaning = meanings[label]!;
  const text = example?.text ?? NO_EXAMPLE;
  const [document] = documents;
  const passage = document
    ? `${document.title ? `${document.title}. ` : ''}${document.text}`
    : NO_DOCUMENT;
  const words = { label: s3.verbalizers[label]!, meaning };
  const retrieved = { label: synthesizrr.verbalizers[label]!, meaning };
  const own = { chat: s3.chat, maxTokens: s3.maxTokens };
  return [
    preview('s3.rationales', s3.rationales, {
      title: 'Reasons',
      what: `S3, Algorithm 1: asked once for each label, here ${label}.`,
      text: fill(s3.rationales, { ...words, count: RATIONALES }),
      chat: s3.chat,
      maxTokens: RATIONALE_TOKENS,
    }),
    preview('s3.seed', s3.seed, {
      title: 'A first row',
      what: 'S3, Algorithm 1: each row draws a label and three of its reasons.',
      text: fill(s3.seed, { ...words, rationales: "(three of the teacher's reasons)" }),
      ...own,
    }),
    preview('s3.seedWithoutRationales', s3.seedWithoutRationales, {
      title: 'A first row without reasons',
      what: 'S3: for a label for which the teacher gives none.',
      text: fill(s3.seedWithoutRationales, words),
      ...own,
    }),
    preview('s3.extrapolate', s3.extrapolate, {
      title: 'A row from a mistake',
      what: 'S3, Algorithm 2: one for each validation example that the student gets wrong.',
      text: fill(s3.extrapolate, { ...words, text }),
      ...own,
    }),
    preview('synthesizrr.instruction', synthesizrr.instruction, {
      title: 'A document rewritten',
      what: 'SynthesizRR, appendix H; RetrICL puts a few such blocks with their answers before it.',
      text: passageBlock(synthesizrr, passage, fill(synthesizrr.instruction, retrieved)),
      chat: false,
      maxTokens: synthesizrr.maxTokens,
    }),
    preview('fewgen.instruction', fewgen.instruction, {
      title: 'A row without a document',
      what: 'FewGen, appendix H; it puts seed examples of the label before it, if you like.',
      text: `${fill(fewgen.instruction, retrieved)}\n${fewgen.prefix}:`,
      chat: false,
      maxTokens: synthesizrr.maxTokens,
    }),
    preview('classify.template', classify.template, {
      title: 'The teacher as classifier',
      what: 'The yardstick: the likeliest of the label words after this text.',
      text: fill(classify.template, { text }),
      chat: false,
      maxTokens: 5,
    }),
    preview('classify.options', classify.options, {
      title: 'The labels to choose from',
      what: 'Teacher labels: stands before the text above, with the labels in turn in several orders.',
      text: fill(classify.options, {
        labels: labels.map((label) => classify.verbalizers[label]!).join(', '),
      }),
      chat: false,
      maxTokens: 5,
    }),
  ];
}
