import type { Draft } from '../../contract/draft.ts';
import type { PromptPreview } from '../../contract/texts.ts';
import type { GoldExample } from '../import/goldExample.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import { placesOf } from '../prompts/checkTemplate.ts';
import { fill } from '../prompts/promptSet.ts';
import { loadTask } from '../steps/context.ts';
import type { PromptMaterial, ShowPrompt } from './recipe.ts';
import { recipes } from './recipes.ts';
import { s3Words } from './s3Words.ts';

const NO_EXAMPLE = '(one of your labelled examples)';
const NO_ANSWER = '(its answer)';
const NO_DOCUMENT = '(one of your documents)';

/**
 * The prompts of a task for its first label, with a real example and a real document if the project
 * has them: that of the teacher as a yardstick, and each recipe's.
 */
export function previewPrompts(
  draft: Draft,
  gold: readonly GoldExample[],
  documents: readonly CorpusDocument[],
  teacher: PromptMaterial['teacher'],
): PromptPreview[] {
  const task = loadTask(draft.task);
  const [label] = task.labels;
  const example = gold.find(
    (row) => row.split !== 'test' && (label === undefined || row.label === label),
  );
  const [document] = documents;
  const passage = document
    ? `${document.title ? `${document.title}. ` : ''}${document.text}`
    : NO_DOCUMENT;
  const material = {
    task,
    example: example ?? placeholder(label),
    passages: [passage],
    teacher,
  };
  const show: ShowPrompt = (name, template, rest) => {
    const isOwn = draft.task.templates[name] !== undefined;
    return { name, template, places: placesOf(name, task.kind), isOwn, ...rest };
  };
  return [
    ...Object.values(recipes).flatMap(({ preview }) => preview(show, material)),
    teacherAsked(show, material),
  ];
}

/** Placeholders that describe an example, if the project has none. */
function placeholder(label: string = NO_ANSWER): GoldExample {
  return { split: 'seed', context: NO_EXAMPLE, text: NO_EXAMPLE, label, file: '', line: 0 };
}

/** The yardstick's prompt. */
function teacherAsked(show: ShowPrompt, { task, example }: PromptMaterial): PromptPreview {
  const { context = '', text, label } = example;
  const words = { ...s3Words({ task }, label), context, text };
  if (task.kind === 'extractive-qa') {
    const { template, maxTokens } = task.prompts.answer;
    return show('answer.template', template, {
      title: 'The teacher asked',
      what: 'The yardstick: what the teacher answers to this question, its likeliest words.',
      text: fill(template, words),
      chat: false,
      maxTokens,
    });
  }
  const { template } = task.prompts.classify;
  return show('classify.template', template, {
    title: 'The teacher as classifier',
    what: 'The yardstick: the likeliest of the label words after this text.',
    text: fill(template, words),
    chat: false,
    maxTokens: 5,
  });
}
