import type { Draft } from '../../contract/draft.ts';
import type { PromptPreview } from '../../contract/texts.ts';
import type { CorpusDocument } from '../import/readCorpus.ts';
import type { GoldExample } from '../import/readGold.ts';
import { fill, loadPromptSet } from '../promptSet.ts';

const NO_EXAMPLE = '(one of your labelled examples)';
const NO_DOCUMENT = '(one of your documents)';
/** As the run page suggests it: S3's K. */
const RATIONALES = '8';

/**
 * The prompts of both recipes for the first label, with a real example and a real document where the
 * project has them. Reasons come from the teacher during a run; their place is marked.
 */
export function previewPrompts(
  { task }: Draft,
  gold: readonly GoldExample[],
  documents: readonly CorpusDocument[],
): PromptPreview[] {
  const { s3, synthesizrr, classify } = loadPromptSet(task.prompts, task.labels);
  const [label = ''] = Object.keys(task.labels);
  const meaning = task.labels[label]!;
  const example = gold.find((row) => row.split !== 'test' && row.label === label);
  const text = example?.text ?? NO_EXAMPLE;
  const [document] = documents;
  const passage = document
    ? `${document.title ? `${document.title}. ` : ''}${document.text}`
    : NO_DOCUMENT;
  const words = { label: s3.verbalizers[label]!, meaning };
  const instruction = fill(synthesizrr.instruction, {
    label: synthesizrr.verbalizers[label]!,
    meaning,
  });
  const block = `${synthesizrr.source}: ${passage}\n${instruction}\n${synthesizrr.prefix}:`;
  const own = { chat: s3.chat, maxTokens: s3.maxTokens };
  return [
    {
      title: 'Reasons',
      what: `S3, Algorithm 1: asked once for each label, here ${label}.`,
      text: fill(s3.rationales, { ...words, count: RATIONALES }),
      chat: s3.chat,
      maxTokens: 400,
    },
    {
      title: 'A first row',
      what: 'S3, Algorithm 1: each row draws a label and three of its reasons.',
      text: fill(s3.seed, { ...words, rationales: "(three of the teacher's reasons)" }),
      ...own,
    },
    {
      title: 'A row from a mistake',
      what: 'S3, Algorithm 2: one for each validation example that the student gets wrong.',
      text: fill(s3.extrapolate, { ...words, text }),
      ...own,
    },
    {
      title: 'A document rewritten',
      what: 'SynthesizRR, appendix H; RetrICL puts a few such blocks with their answers before it.',
      text: block,
      chat: false,
      maxTokens: synthesizrr.maxTokens,
    },
    {
      title: 'The teacher as classifier',
      what: 'The yardstick: the likeliest of the label words after this text.',
      text: fill(classify.template, { text }),
      chat: false,
      maxTokens: 5,
    },
  ];
}
