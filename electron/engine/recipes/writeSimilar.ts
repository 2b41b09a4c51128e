import type { GoldExample } from '../import/readGold.ts';
import { fill } from '../promptSet.ts';
import type { Candidate } from '../steps/clean.ts';
import { goldName, type Laboratory } from '../steps/context.ts';
import { generate } from '../steps/generate.ts';
import { parseText } from '../steps/parseOutput.ts';
import type { Pass } from '../steps/untilKept.ts';
import { s3Decoding, s3Words } from './s3Words.ts';

/**
 * S3's x_add ~ P_LLM(T_mis(x_mis, y_mis)): for each example one more like it, with its label.
 * @param key ends in `/generate`
 */
export async function writeSimilar(
  lab: Laboratory,
  settings: { readonly temperature: number; readonly topP: number },
  key: string,
  examples: readonly GoldExample[],
): Promise<Pass> {
  const prompts = lab.task.prompts.s3;
  // half of the context is left for the instruction and the answer
  const limit = Math.floor(lab.hosts.teacher.contextSize / 2);
  const cuts = await lab.hosts.teacher.cutTexts(
    examples.map(({ text }) => text),
    limit,
  );
  const texts = examples.map(({ label }, i) =>
    fill(prompts.extrapolate, { ...s3Words(lab, label), text: cuts[i]!.text }),
  );
  const generations = await generate(
    lab,
    key,
    { texts, chat: prompts.chat },
    texts.length,
    s3Decoding(lab, settings),
    (i) => ({ text: texts[i]!, chat: prompts.chat }),
  );
  const candidates = generations.map((generation, i): Candidate => {
    const example = examples[i]!;
    return {
      text: parseText(generation.output),
      label: example.label,
      lineage: { generation: generation.id, error: goldName(example) },
      sources: { gold: [example.text] },
    };
  });
  return { generations, candidates };
}
