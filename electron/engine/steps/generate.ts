import type { RandomStream } from '../../../models/randomStream.ts';
import type { Against, Completion, Prompt, WrittenBy } from '../../../models/teacher/teacher.ts';
import type { Database } from '../../../native/sqlite/database.ts';
import type { ItemStore } from '../journal/run.ts';
import { itemName } from '../journal/stepKey.ts';
import type { Project } from '../project/project.ts';
import type { RunContext } from './context.ts';

/** A recorded teacher call: never changed, never deleted by cleaning. */
export interface Generation extends Completion {
  /** `s3/seed/generate@1f3c…#17` */
  readonly id: string;
  readonly prompt: Prompt;
  readonly parameters: DecodingParameters;
  readonly seed: number;
  readonly seconds: number;
}

export interface DecodingParameters {
  readonly temperature: number;
  readonly topP: number;
  readonly maxTokens: number;
  readonly stop: readonly string[];
  /** GBNF. */
  readonly grammar?: string;
  /** True if asked for, else absent. */
  readonly logProbabilities?: boolean;
}

type Recorded = Omit<Generation, 'id'>;

/** A call's prompt, and the prompts that its next words are contrasted with. */
export type Asked = Prompt & { readonly against?: Against };

/** What a teacher's calls need of a run. */
export type Asking = Pick<RunContext, 'run' | 'task' | 'logProbabilities'> & {
  readonly project: Pick<Project, 'database'>;
  readonly hosts: Pick<RunContext['hosts'], 'teacher'>;
  readonly models: { readonly teacher: Pick<RunContext['models']['teacher'], 'identity'> };
};

/**
 * Makes `n` teacher calls, each recorded as it arrives.
 * @param inputs everything that the prompts depend on besides i and its random stream
 * @param makePrompt draws what the prompt needs from item i's own stream
 * @param promptOf names the prompt of item i, if items share some: those of one prompt are asked one
 *   after the other, so that a teacher keeps what it evaluated of it
 */
export async function generate(
  { run, hosts, project, models, task, logProbabilities }: Asking,
  key: string,
  inputs: unknown,
  n: number,
  decoding: DecodingParameters,
  makePrompt: (i: number, random: RandomStream) => Asked | Promise<Asked>,
  promptOf?: (i: number) => string,
): Promise<Generation[]> {
  const parameters = logProbabilities === 'on' ? { ...decoding, logProbabilities: true } : decoding;
  const recorded = await run.collect(
    key,
    {
      inputs,
      parameters,
      teacher: models.teacher.identity,
      // the labels' order decides which label a draw means, and their meanings are in prompts
      labels: task.labels.map((label) => [label, task.meanings[label]]),
    },
    n,
    async (i, random): Promise<Recorded> => {
      const { against, ...prompt } = await makePrompt(i, random);
      const seed = random.uint32();
      const since = performance.now();
      const sampling = { ...parameters, seed, ...(against ? { against } : {}) };
      const completion = await hosts.teacher.generate(prompt, sampling);
      const seconds = completion.seconds ?? (performance.now() - since) / 1000;
      return { ...completion, prompt, parameters, seed, seconds };
    },
    {
      parallel: hosts.teacher.parallel,
      store: generationStore(project.database),
      ...(promptOf ? { order: (missing) => samePromptTogether(missing, promptOf) } : {}),
    },
  );
  const name = run.nameOf(key);
  return recorded.map((generation, i) => ({ ...generation, id: itemName(name, i) }));
}

/** Calls of one prompt in a row: a prompt is evaluated once for them, and every label gets rows early. */
const IN_A_ROW = 64;

/** The items sorted by their prompts, in blocks of some of each. */
export function samePromptTogether(
  items: readonly number[],
  promptOf: (i: number) => string,
): number[] {
  const seen = new Map<string, number>();
  const placed = items.map((item) => {
    const prompt = promptOf(item);
    const before = seen.get(prompt) ?? 0;
    seen.set(prompt, before + 1);
    return { item, prompt, block: Math.floor(before / IN_A_ROW) };
  });
  const rank = new Map([...seen.keys()].map((prompt, i) => [prompt, i]));
  return placed
    .toSorted((a, b) => a.block - b.block || rank.get(a.prompt)! - rank.get(b.prompt)!)
    .map(({ item }) => item);
}

/** A prompt that is asked many times: all of it is kept between the calls. */
export const askedOften = (prompt: Prompt): Prompt => ({ ...prompt, shared: prompt.text.length });

/** What a prompt has in common with others, as a name for them. */
export const startOf = ({ text, shared = 0 }: Prompt): string => text.slice(0, shared);

/** Tokens that the teacher wrote in these calls. */
export function tokensOf(generations: readonly Generation[]): number {
  return generations.reduce((sum, { outputTokens }) => sum + outputTokens, 0);
}

interface Row {
  readonly prompt: string;
  readonly chat: number;
  readonly parameters: string;
  readonly seed: number;
  readonly output: string;
  readonly prompt_tokens: number;
  readonly output_tokens: number;
  readonly shared_tokens: number;
  readonly ended: Completion['ended'];
  readonly seconds: number;
  readonly written_by: string | null;
  readonly log_probabilities: string | null;
}

function generationStore(database: Database): ItemStore<Recorded> {
  return {
    put(step, i, value) {
      database.run(
        'INSERT INTO generations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
        step,
        i,
        value.prompt.text,
        value.prompt.chat ? 1 : 0,
        // with where its turns begin, which only some calls have
        JSON.stringify({ ...value.parameters, turns: value.prompt.turns }),
        value.seed,
        value.output,
        value.promptTokens,
        value.outputTokens,
        value.sharedTokens,
        value.ended,
        value.seconds,
        value.writtenBy ? JSON.stringify(value.writtenBy) : null,
        value.logProbabilities ? JSON.stringify(value.logProbabilities) : null,
      );
    },
    get(step, i) {
      const row = database.get<Row>('SELECT * FROM generations WHERE step = ? AND i = ?', step, i)!;
      const { turns, ...parameters } = JSON.parse(row.parameters) as DecodingParameters &
        Pick<Prompt, 'turns'>;
      const prompt = { text: row.prompt, chat: row.chat === 1 };
      return {
        prompt: turns ? { ...prompt, turns } : prompt,
        parameters,
        seed: row.seed,
        output: row.output,
        promptTokens: row.prompt_tokens,
        outputTokens: row.output_tokens,
        sharedTokens: row.shared_tokens,
        ended: row.ended,
        seconds: row.seconds,
        ...(row.written_by === null ? {} : { writtenBy: JSON.parse(row.written_by) as WrittenBy }),
        ...(row.log_probabilities === null
          ? {}
          : { logProbabilities: JSON.parse(row.log_probabilities) as number[] }),
      };
    },
  };
}
