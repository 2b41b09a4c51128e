import type { RandomStream } from '../../../models/randomStream.ts';
import type { S3Settings } from '../../contract/experiment.ts';
import type { GoldExample } from '../import/readGold.ts';
import { fill } from '../promptSet.ts';
import { type Candidate, clean, type Example, keptOf, requireYield } from '../steps/clean.ts';
import { goldName, type Laboratory } from '../steps/context.ts';
import { type Generation, generate, tokensOf } from '../steps/generate.ts';
import { parseList, parseText } from '../steps/parseOutput.ts';
import {
  misclassified,
  scoreOf,
  type TrainedStudent,
  trainStudent,
  trainStudents,
} from '../steps/trainStudent.ts';
import { countRows, type RecipeResult, type RoundResult } from './recipeResult.ts';

/**
 * Synthesis Step by Step (Wang, Zhou, Sachan 2023), single-sentence classification.
 *
 * Algorithm 1 writes a seed set from rationales; Algorithm 2 trains a student, and for each error
 * that it makes on the gold validation set has the teacher write one more example like it; then
 * again, for R rounds, and a last student is trained on everything.
 */
export async function s3(lab: Laboratory, settings: S3Settings): Promise<RecipeResult> {
  const seed = await seedWithRationales(lab, settings);
  return extrapolateErrors(lab, settings, seed);
}

/** Rows and the calls that made them. */
interface Synthesised {
  readonly examples: readonly Example[];
  /** The calls that wrote rows. */
  readonly generations: readonly Generation[];
  /** Tokens of the calls that listed rationales. */
  readonly rationaleTokens: number;
  readonly asked: number;
}

/** Algorithm 1: for each of N_seed rows draw a label, k of its K rationales, and write x. */
async function seedWithRationales(lab: Laboratory, settings: S3Settings): Promise<Synthesised> {
  const { task } = lab;
  const prompts = task.prompts.s3;
  const rationales: Record<string, readonly string[]> = {};
  const asking: Generation[] = [];
  for (const label of task.labels) {
    const { list, generations } = await rationalesFor(lab, settings, label);
    rationales[label] = list;
    asking.push(...generations);
  }
  const key = 's3/seed/generate';
  const draw = (random: RandomStream) => {
    const label = random.pick(task.labels);
    return { label, reasons: random.sample(rationales[label]!, settings.rationalesPerPrompt) };
  };
  const generations = await generate(
    lab,
    key,
    { prompts, rationales, k: settings.rationalesPerPrompt, labels: task.labels },
    settings.rows,
    decoding(lab, settings),
    (_, random) => {
      const { label, reasons } = draw(random);
      const template = reasons.length > 0 ? prompts.seed : prompts.seedWithoutRationales;
      const values = { ...words(lab, label), rationales: enumerate(reasons) };
      return { text: fill(template, values), chat: prompts.chat };
    },
  );
  const candidates = generations.map((generation, i): Candidate => {
    const { label } = draw(lab.run.random(key, i));
    return { text: parseText(generation.output), label, lineage: { generation: generation.id } };
  });
  const examples = await clean(lab, 's3/seed/clean', candidates);
  requireYield("S3's seed set", examples, task.labels);
  return {
    examples,
    generations,
    rationaleTokens: tokensOf(asking),
    asked: settings.rows,
  };
}

/** A call lists reasons; where fewer than K are found, it is made again, twice at most. */
const RATIONALE_CALLS = 3;

async function rationalesFor(
  lab: Laboratory,
  { rationales: K, temperature, topP }: S3Settings,
  label: string,
): Promise<{ list: readonly string[]; generations: Generation[] }> {
  const prompts = lab.task.prompts.s3;
  const text = fill(prompts.rationales, { ...words(lab, label), count: String(K) });
  const parameters = { temperature, topP, maxTokens: RATIONALE_TOKENS, stop: [] };
  const generations: Generation[] = [];
  const list = new Set<string>();
  for (let call = 1; call <= RATIONALE_CALLS && list.size < K; call++) {
    const key = `s3/rationales/${lab.task.labels.indexOf(label)}/call-${call}/generate`;
    const made = await generate(lab, key, { text, chat: prompts.chat }, 1, parameters, () => ({
      text,
      chat: prompts.chat,
    }));
    generations.push(...made);
    for (const reason of made.flatMap(({ output }) => parseList(output))) {
      if (list.size < K) list.add(reason);
    }
  }
  if (list.size < K) {
    lab.note(
      `S3: the teacher gave ${list.size} of ${K} rationales for ${label}; going on with those.`,
    );
  }
  return { list: [...list], generations };
}

/** Longest answer of a call that lists reasons; ours. */
export const RATIONALE_TOKENS = 400;

/** Algorithm 2: R rounds of training from scratch and one new example for each validation error. */
async function extrapolateErrors(
  lab: Laboratory,
  settings: S3Settings,
  seed: Synthesised,
): Promise<RecipeResult> {
  let data = seed;
  const rounds: RoundResult[] = [];
  for (let q = 0; q < settings.rounds; q++) {
    const key = `s3/round-${q}/train`;
    const student = await trainStudent(lab, key, keptOf(data.examples), {
      choose: 'best',
      test: false,
      keep: false,
    });
    rounds.push(roundResult(lab, q, data, [student], false));
    const errors = misclassified(lab, student);
    if (errors.length === 0) {
      lab.note(`S3: the student of round ${q} makes no error on validation; no more is added.`);
      // the final student trains on the same rows: it takes this round's place
      rounds.pop();
      break;
    }
    data = await addExtrapolations(lab, settings, q, errors, data);
  }
  const students = await trainStudents(lab, 's3/final/train', keptOf(data.examples), {
    choose: 'best',
    test: true,
    keep: true,
  });
  rounds.push(roundResult(lab, rounds.length, data, students, true));
  return {
    recipe: 's3',
    rounds,
    examples: data.examples,
    students,
    // every error comes from the validation set, and all of it had to be labelled to find them
    consumed: lab.gold.validation,
    reviewed: 0,
  };
}

/** Times that a row which cleaning drops is drawn anew, so that each error has its row. */
const REDRAWS = 3;

/** x_add ~ P_LLM(T_mis(x_mis, y_mis)) for each error; its label is the error's. */
async function addExtrapolations(
  lab: Laboratory,
  settings: S3Settings,
  q: number,
  errors: readonly GoldExample[],
  data: Synthesised,
): Promise<Synthesised> {
  const prompts = lab.task.prompts.s3;
  const added: { examples: Example[]; generations: Generation[] } = {
    examples: [],
    generations: [],
  };
  let open = errors;
  for (let draw = 0; draw <= REDRAWS && open.length > 0; draw++) {
    const asked = open;
    const key = `s3/round-${q}/draw-${draw}`;
    // half of the context is left for the instruction and the answer
    const limit = Math.floor(lab.hosts.teacher.contextSize / 2);
    const cuts = await lab.hosts.teacher.cutTexts(
      asked.map(({ text }) => text),
      limit,
    );
    const texts = asked.map(({ label }, i) =>
      fill(prompts.extrapolate, { ...words(lab, label), text: cuts[i]!.text }),
    );
    const generations = await generate(
      lab,
      `${key}/generate`,
      { texts, chat: prompts.chat },
      texts.length,
      decoding(lab, settings),
      (i) => ({
        text: texts[i]!,
        chat: prompts.chat,
      }),
    );
    const candidates = generations.map(
      (generation, i): Candidate => ({
        text: parseText(generation.output),
        label: asked[i]!.label,
        lineage: { generation: generation.id, error: goldName(asked[i]!) },
        sources: { gold: [asked[i]!.text] },
      }),
    );
    const earlier = keptOf([...data.examples, ...added.examples]);
    const examples = await clean(lab, `${key}/clean`, candidates, earlier);
    added.examples.push(...examples);
    added.generations.push(...generations);
    open = asked.filter((_, i) => examples[i]!.droppedBy !== null);
  }
  if (open.length > 0) {
    lab.note(`S3: ${open.length} of ${errors.length} errors of round ${q} got no usable example.`);
  }
  return {
    examples: [...data.examples, ...added.examples],
    generations: [...data.generations, ...added.generations],
    rationaleTokens: data.rationaleTokens,
    asked: data.asked + errors.length,
  };
}

function roundResult(
  lab: Laboratory,
  round: number,
  data: Synthesised,
  students: readonly TrainedStudent[],
  isFinal: boolean,
): RoundResult {
  const { tokens, ...rows } = countRows(data.asked, data.generations, data.examples);
  return {
    round,
    variant: round === 0 ? 'seed only' : `after round ${round}`,
    rows,
    emptyQueries: 0,
    validation: scoreOf(lab, students, 'validation'),
    test: scoreOf(lab, students, 'test'),
    tokens: tokens + data.rationaleTokens,
    // rows and tokens are those of all rounds so far, and so is the time
    steps: [
      's3/rationales/',
      's3/seed/',
      ...Array.from({ length: round }, (_, q) => `s3/round-${q}/`),
      isFinal ? 's3/final/' : `s3/round-${round}/train`,
    ],
  };
}

function decoding({ task }: Laboratory, { temperature, topP }: S3Settings) {
  const { maxTokens, stop } = task.prompts.s3;
  return { temperature, topP, maxTokens, stop };
}

function words({ task }: Laboratory, label: string): Record<string, string> {
  return { label: task.prompts.s3.verbalizers[label]!, meaning: task.meanings[label]! };
}

/** "a, b, and c", as the worked prompt of section 2.2 joins them. */
function enumerate(list: readonly string[]): string {
  if (list.length <= 2) return list.join(' and ');
  return `${list.slice(0, -1).join(', ')}, and ${list.at(-1)}`;
}
