import { cpus } from 'node:os';
import path from 'node:path';
import { readExperiment } from '../../electron/engine/engine.ts';
import { namedTeacher } from '../../electron/engine/experiment/namedTeacher.ts';
import { readCorpus } from '../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../electron/engine/import/readGold.ts';
import { bm25Ranking } from '../../electron/engine/measures/bm25Ranking.ts';
import { wordsOf } from '../../electron/engine/measures/wordsOf.ts';
import { instructionFor, passageBlock } from '../../electron/engine/recipes/instructionFor.ts';
import { loadTask, type TextTask } from '../../electron/engine/steps/context.ts';
import { goldStream } from '../../electron/engine/steps/gold.ts';
import { layoutPrompt, type PromptBlock } from '../../electron/engine/steps/layoutPrompt.ts';
import { parseAnswer } from '../../electron/engine/steps/parseOutput.ts';
import { forkHost, type Host } from '../../electron/hosts/host.ts';
import type { TeacherHost } from '../../electron/hosts/teacherHost.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import type { Prompt } from '../../models/teacher/teacher.ts';
import type { BenchmarkResult } from './run.ts';

const DEMO = path.join(import.meta.dirname, '../../resources/demo/experiment.yaml');
const PASSAGE_TOKENS = 200;
const SHOTS = 3;

const FRAMES: Readonly<
  Record<string, (shots: readonly PromptBlock[], open: PromptBlock) => Prompt>
> = {
  raw: (shots, open) => layoutPrompt(shots, open, false),
  // what is not offered: the raw text as one turn of a chat
  oneTurn: (shots, open) => ({ ...layoutPrompt(shots, open, false), chat: true }),
  turns: (shots, open) => layoutPrompt(shots, open, true),
};

interface Counts {
  readonly rows: number;
  readonly empty: number;
  readonly words: number;
  readonly tokens: number;
  /** Rows that reached the limit of tokens. */
  readonly cut: number;
}

/**
 * What a teacher answers to SynthesizRR's prompts as raw text, as one turn of a chat, and with each
 * shot as a turn: the same passages, found by BM25, and the same seeds. `FRAMES_EXPERIMENT` names an
 * experiment file, by default the demo's, `FRAMES_TEACHER` another teacher than its own, and
 * `FRAMES_ROWS` how many passages.
 */
export async function promptFrames(): Promise<BenchmarkResult> {
  const { FRAMES_EXPERIMENT = DEMO, FRAMES_TEACHER, FRAMES_ROWS = '16' } = process.env;
  const { experiment } = readExperiment(FRAMES_EXPERIMENT);
  const task = loadTask(experiment.task);
  if (task.kind !== 'text-classification') throw new Error('the experiment is not of single texts');
  const name = FRAMES_TEACHER ?? namedTeacher(experiment.teacher);
  const model = await openModelStore().require(name, 'teacher');
  const host = forkHost<TeacherHost>({
    title: 'the teacher',
    entry: new URL('../../electron/hosts/teacherHost.ts', import.meta.url),
    open: {
      name: 'open',
      args: [Object.values(model.files)[0]!, { contextSize: 4096, threads: 1 }],
    },
  });
  try {
    const gold = readGold(experiment.gold, task.labels, goldStream(experiment.seed));
    const seed = gold.filter(({ split }) => split === 'seed');
    const texts = readCorpus(experiment.corpus).documents.map(({ title, text }) =>
      title === null ? text : `${title}. ${text}`,
    );
    const cut = await host.call('cutTexts', texts, PASSAGE_TOKENS);
    const passages = cut.map(({ text }) => text);
    const lists = await bm25Ranking(
      passages,
      seed.map(({ text }) => text),
      20,
    );
    const block = (passage: number, label: string, answer?: string) =>
      passageBlock(task.prompts, passages[passage]!, instructionFor(task, label), answer);
    const found = seed.map(({ text, label }, i) => ({
      text,
      label,
      list: lists[i]!.map(({ document }) => document),
    }));
    const inputs = drawPassages(task, found, Number(FRAMES_ROWS));
    const medians: Record<string, Counts> = {};
    for (const shots of [0, SHOTS]) {
      for (const [frame, promptOf] of Object.entries(FRAMES)) {
        if (shots === 0 && frame === 'oneTurn') continue;
        const prompts = inputs.map(({ label, passage }) => {
          const pairs = found
            .filter((one) => one.label === label && one.list.length > 0)
            .slice(0, shots)
            .map(({ text, list }) => block(list[0]!, label, text));
          return promptOf(pairs, block(passage, label));
        });
        const counts = await ask(host, task, prompts);
        medians[`${frame}, ${shots} shots`] = counts;
        process.stderr.write(`${frame}, ${shots} shots: ${JSON.stringify(counts)}\n`);
      }
    }
    const machine = { cpu: cpus()[0]?.model, teacher: name, node: process.version };
    return { name: 'promptFrames', ratios: {}, medians, machine };
  } finally {
    host.stop();
  }
}

/** Passages of rank 3 or later of the seed texts in turn, each once, equally many of each label. */
function drawPassages(
  { labels }: TextTask,
  found: readonly { readonly label: string; readonly list: readonly number[] }[],
  rows: number,
): { readonly label: string; readonly passage: number }[] {
  const used = new Set<number>();
  return labels.flatMap((label) => {
    const own = found.filter((one) => one.label === label);
    return Array.from({ length: Math.floor(rows / labels.length) }, (_, i) => {
      const passage = own[i % own.length]!.list.slice(2).find((one) => !used.has(one));
      if (passage === undefined) return [];
      used.add(passage);
      return [{ label, passage }];
    }).flat();
  });
}

async function ask(
  host: Host<TeacherHost>,
  { prompts: { synthesizrr } }: TextTask,
  prompts: readonly Prompt[],
): Promise<Counts> {
  const { prefix, source, maxTokens, stop } = synthesizrr;
  let [empty, words, tokens, cut] = [0, 0, 0, 0];
  for (const [seed, prompt] of prompts.entries()) {
    const sampling = { temperature: 0.95, topP: 0.9, maxTokens, stop, seed };
    const { output, outputTokens, ended } = await host.call('generate', prompt, sampling);
    const length = wordsOf(parseAnswer({ output, prompt }, [prefix, source])).length;
    if (process.env.FRAMES_SHOW) process.stderr.write(`  ${JSON.stringify(output)}\n`);
    empty += length === 0 ? 1 : 0;
    words += length;
    tokens += outputTokens;
    cut += ended === 'max tokens' ? 1 : 0;
  }
  const rows = prompts.length;
  return { rows, empty, words: Math.round(words / rows), tokens: Math.round(tokens / rows), cut };
}
