import type { RandomStream } from '../../../models/randomStream.ts';
import type { SynthesizrrSettings } from '../../contract/recipes/synthesizrr.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import { stepKey } from '../journal/stepKey.ts';
import { clean, requireYield } from '../steps/clean.ts';
import type { TextContext } from '../steps/context.ts';
import { type Candidate, keptOf } from '../steps/example.ts';
import { generate, tokensOf } from '../steps/generate.ts';
import { labelsInTurn } from '../steps/labelsInTurn.ts';
import { parseAnswer } from '../steps/parseOutput.ts';
import { requireShots } from '../steps/requireShots.ts';
import { asksInChat, chatInput } from './asksInChat.ts';
import { fewgenPrompt } from './fewgenPrompt.ts';

/** App. D: "three in-context examples". */
const SHOTS = 3;

/** A seed set that the teacher wrote. */
interface Bootstrapped {
  readonly seed: readonly GoldExample[];
  /** The human labels behind it. */
  readonly consumed: readonly GoldExample[];
  readonly tokens: number;
}

/**
 * SynthesizRR's App. D: if there is no seed set, or only a tiny one, FewGen writes it. Without
 * human examples the prompt has no shots (true zero-shot); otherwise each prompt shows three of the
 * few examples of its label, drawn separately for each call (low-resource). The result replaces
 * gold, both as queries and in the shots.
 * @throws BadInput if a label has no example to show, or hardly any text is kept
 */
export async function bootstrapSeed(
  ctx: TextContext,
  { bootstrap, bootstrapExamples, temperature, topP, frame }: SynthesizrrSettings,
): Promise<Bootstrapped> {
  const { task, gold } = ctx;
  const shown = Object.fromEntries(
    task.labels.map((label) => {
      const own = gold.seed.filter((row) => row.label === label).slice(0, bootstrapExamples);
      if (bootstrapExamples > 0) {
        requireShots('SynthesizRR bootstrap', label, own.length, 'Or set bootstrapExamples to 0');
      }
      return [label, own];
    }),
  );
  const rows = bootstrap * task.labels.length;
  const labels = labelsInTurn(
    rows,
    task.labels,
    task.labels.map(() => 1),
  );
  const { maxTokens, stop } = task.prompts.synthesizrr;
  const { prefix } = task.prompts.fewgen;
  const chat = asksInChat({ frame }, ctx.models.teacher);
  const prompt = (label: string, random: RandomStream) => {
    const shots = random.sample(shown[label]!, SHOTS).map(({ text }) => text);
    return fewgenPrompt(ctx, 'SynthesizRR bootstrap', label, shots, chat);
  };
  const generations = await generate(
    ctx,
    stepKey('generate', 'synthesizrr', 'bootstrap'),
    {
      prompts: task.prompts.fewgen,
      verbalizers: task.prompts.synthesizrr.verbalizers,
      shown: contentHash(task.labels.map((label) => shown[label]!.map(({ text }) => text))),
      ...chatInput(chat, task.prompts),
    },
    rows,
    { temperature, topP, maxTokens, stop },
    (row, random) => prompt(labels[row]!, random),
  );
  const candidates = generations.map((generation, row): Candidate => {
    const label = labels[row]!;
    return {
      text: parseAnswer(generation, [prefix]),
      label,
      lineage: { generation: generation.id },
      sources: { gold: shown[label]!.map(({ text }) => text) },
    };
  });
  // a separate phase from `clean`, which holds rows for the dataset
  const examples = await clean(ctx, stepKey('sift', 'synthesizrr', 'bootstrap'), candidates);
  requireYield('The bootstrapped seed set', examples, task.labels);
  const seed = keptOf(examples).map(
    ({ text, label }, row): GoldExample => ({
      split: 'seed',
      text,
      label,
      file: 'bootstrapped',
      line: row + 1,
    }),
  );
  ctx.note(
    `SynthesizRR: the teacher wrote a seed set of ${seed.length} texts, of ${rows} asked for.`,
  );
  return { seed, consumed: Object.values(shown).flat(), tokens: tokensOf(generations) };
}
