import type { PromptPreview } from '../../contract/texts.ts';
import { fill } from '../prompts/promptSet.ts';
import { LIST_TOKENS } from './askList.ts';
import type { PromptMaterial, ShowPrompt } from './recipe.ts';
import { s3Words } from './s3Words.ts';

/** S3's K, as the run page suggests it. */
const RATIONALES = '8';

/**
 * S3's templates for the task, for the label of the example. Reasons come from the teacher during a
 * run, so the preview shows a placeholder.
 */
export function previewS3(show: ShowPrompt, { task, example }: PromptMaterial): PromptPreview[] {
  const { context = '', text, label } = example;
  const words = { ...s3Words({ task }, label), context, text };
  if (task.kind === 'text-pair-classification') {
    const { s3 } = task.prompts;
    return [
      show('s3.seed', s3.seed, {
        title: 'A first row',
        what: 'S3, section 2.4: each row draws a context of your examples and a label.',
        text: fill(s3.seed, words),
        chat: s3.seedChat,
        maxTokens: s3.maxTokens,
      }),
      show('s3.extrapolate', s3.extrapolate, {
        title: 'A row from a mistake',
        what: 'S3, Algorithm 3: one for each validation example that the student gets wrong.',
        text: fill(s3.extrapolate, words),
        chat: s3.chat,
        maxTokens: s3.maxTokens,
      }),
    ];
  }
  if (task.kind === 'extractive-qa') {
    const { s3 } = task.prompts;
    const own = { chat: s3.chat, maxTokens: s3.maxTokens };
    return [
      show('s3.seed', s3.seed, {
        title: 'A first question',
        what: 'S3, section 2.4: each row draws a text of your examples with its answer.',
        text: fill(s3.seed, words),
        ...own,
      }),
      show('s3.extrapolate', s3.extrapolate, {
        title: 'A question from a mistake',
        what: 'S3, Algorithm 3: one for each validation question that the student gets wrong.',
        text: fill(s3.extrapolate, words),
        ...own,
      }),
    ];
  }
  const { s3 } = task.prompts;
  const own = { chat: s3.chat, maxTokens: s3.maxTokens };
  return [
    show('s3.rationales', s3.rationales, {
      title: 'Reasons',
      what: `S3, Algorithm 1: asked once for each label, here ${label}.`,
      text: fill(s3.rationales, { ...words, count: RATIONALES }),
      chat: s3.chat,
      maxTokens: LIST_TOKENS,
    }),
    show('s3.seed', s3.seed, {
      title: 'A first row',
      what: 'S3, Algorithm 1: each row draws a label and three of its reasons.',
      text: fill(s3.seed, { ...words, rationales: "(three of the teacher's reasons)" }),
      ...own,
    }),
    show('s3.seedWithoutRationales', s3.seedWithoutRationales, {
      title: 'A first row without reasons',
      what: 'S3: for a label for which the teacher gives none.',
      text: fill(s3.seedWithoutRationales, words),
      ...own,
    }),
    show('s3.extrapolate', s3.extrapolate, {
      title: 'A row from a mistake',
      what: 'S3, Algorithm 2: one for each validation example that the student gets wrong.',
      text: fill(s3.extrapolate, words),
      ...own,
    }),
  ];
}
