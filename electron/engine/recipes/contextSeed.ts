import type { RandomStream } from '../../../models/randomStream.ts';
import { contentHash } from '../journal/contentHash.ts';
import { fill } from '../promptSet.ts';
import type { Candidate } from '../steps/clean.ts';
import { goldName, type Laboratory, type PairTask } from '../steps/context.ts';
import { generate } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import { s3Decoding, s3Words } from './s3Words.ts';
import type { SeedRows } from './seedRows.ts';

/**
 * S3's seed set of a multi-sentence task (section 2.4): for each row draw a context c of C and a label
 * y, and have the teacher write the other text. C is the contexts of the gold seed set, each once;
 * where the paper's come from is not said. No rationales, which a label has and a context has not.
 */
export async function contextSeed(
  lab: Laboratory<PairTask>,
  settings: { readonly temperature: number; readonly topP: number },
): Promise<SeedRows> {
  const { run, task, hosts, gold } = lab;
  const prompts = task.prompts.s3;
  const C = [...new Map(gold.seed.map((example) => [example.context, example])).values()];
  // half of the teacher's context is left for the instruction and the answer
  const limit = Math.floor(hosts.teacher.contextSize / 2);
  const cuts = await hosts.teacher.cutTexts(
    C.map(({ context }) => context!),
    limit,
  );
  const shown = new Map(C.map((example, i) => [example, cuts[i]!.text]));
  const key = 's3/seed/generate';
  const draw = (random: RandomStream) => ({ c: random.pick(C), label: random.pick(task.labels) });
  const write = async (from: number, to: number) => {
    const all = await generate(
      lab,
      key,
      { prompts, contexts: contentHash([...shown.values()]) },
      to,
      s3Decoding(lab, settings),
      (_, random) => {
        const { c, label } = draw(random);
        const values = { ...s3Words(lab, label), context: shown.get(c)! };
        return { text: fill(prompts.seed, values), chat: prompts.chat };
      },
    );
    const generations = all.slice(from);
    const candidates = generations.map((generation, i): Candidate => {
      const { c, label } = draw(run.random(key, from + i));
      return {
        context: c.context!,
        text: parseText(generation.output),
        label,
        lineage: { generation: generation.id, contextOf: goldName(c) },
      };
    });
    return { generations, candidates };
  };
  return { write, tokens: 0 };
}
