import type { ContinuationScore } from '../../../models/teacher/teacher.ts';
import { contentHash } from '../journal/contentHash.ts';
import { fill } from '../prompts/promptSet.ts';
import type { Hosts } from '../runtime/hosts.ts';
import type { LabelledTask, RunContext } from './context.ts';
import { type LabelledRow, studentInput } from './labelledRow.ts';

type Given = Omit<LabelledRow, 'label'>;

/**
 * How likely the teacher finds each label's words after each text.
 * @param key of the phase `classify`
 * @returns [texts, labels]
 */
export function teacherScores(
  ctx: RunContext<LabelledTask>,
  key: string,
  texts: readonly Given[],
): Promise<ContinuationScore[][]> {
  const { run, task, hosts, models } = ctx;
  const { template, verbalizers } = task.prompts.classify;
  const words = task.labels.map((label) => ` ${verbalizers[label]}`);
  return run.collect(
    key,
    {
      template,
      words,
      texts: contentHash(texts.map(studentInput)),
      teacher: models.teacher.identity,
      recorded: 'log-probabilities',
    },
    texts.length,
    async (i) => {
      const prompt = { text: fill(template, await placesOf(ctx, texts[i]!)), chat: false };
      return hosts.teacher.score(prompt, words);
    },
    { parallel: hosts.teacher.parallel },
  );
}

/** Whether the teacher can say how likely it finds words; some servers on other machines cannot. */
export async function canScore({ teacher }: Pick<Hosts, 'teacher'>): Promise<boolean> {
  return teacher.canScore?.() ?? true;
}

/** The mean log-probability of a token, so that long and short words can be compared. */
export const meanLog = ({ log, tokens }: ContinuationScore): number => log / tokens;

/**
 * A text with its context, if it has one; half of the teacher's context window is left for the
 * instruction.
 */
export async function placesOf(
  { hosts }: Pick<RunContext, 'hosts'>,
  { context, text }: Given,
): Promise<{ text: string; context?: string }> {
  const given = context === undefined ? [text] : [text, context];
  const limit = Math.floor(hosts.teacher.contextSize / 2 / given.length);
  const [cut, cutContext] = await hosts.teacher.cutTexts(given, limit);
  return { text: cut!.text, ...(cutContext ? { context: cutContext.text } : {}) };
}
