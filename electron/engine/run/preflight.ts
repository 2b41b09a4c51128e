import { existsSync, statfsSync, statSync } from 'node:fs';
import { freemem } from 'node:os';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { OutOfMemory } from '../../../models/outOfMemory.ts';
import type { TriedHead } from '../../../models/student/student.ts';
import type { Prompt } from '../../../models/teacher/teacher.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import type { CheckSubject, RunCheck } from '../../contract/runCheck.ts';
import { sizeText } from '../../contract/sizeText.ts';
import {
  type LayoutChoice,
  layoutWords,
  type TeacherLayout,
} from '../../contract/teacherLayout.ts';
import { checkEndpoints } from '../endpoints/checkEndpoints.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { countRepeats } from '../import/goldRepeats.ts';
import { readGold } from '../import/readGold.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { TypicalCall } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { type Compute, weightsOf } from '../runtime/hosts.ts';
import { readEncoderConfig } from '../runtime/readEncoderConfig.ts';
import type { RunModel, RunTeacher } from '../runtime/runModels.ts';
import { studentMemory } from '../runtime/studentMemory.ts';
import { CONTEXT_SIZE } from '../runtime/teacherPool.ts';
import { tryEncoder } from '../runtime/tryEncoder.ts';
import { tryStudentModel } from '../runtime/tryStudentModel.ts';
import { tryTeacher } from '../runtime/tryTeacher.ts';
import { bytesOfLayout, whatFits } from '../runtime/whatFits.ts';
import { goldStream } from '../steps/gold.ts';
import { labelsWithoutRow } from '../steps/labelsWithoutRow.ts';
import { choosePooling } from '../training/choosePooling.ts';
import type { CheckedExperiment } from './runInProject.ts';

type Finding = Omit<RunCheck, 'subject'>;

/**
 * Opens what a run would use, and looks for what would end the run later or make it useless: in a few
 * seconds, and before anything is written.
 */
export async function preflight(
  checked: CheckedExperiment,
  { teacherLayout }: Pick<Compute, 'teacherLayout'> = {},
): Promise<RunCheck[]> {
  const { experiment, task } = checked;
  const repeats = new Map<string, ReturnType<typeof countRepeats>>();
  const random = goldStream(experiment.seed);
  const gold = readGold(experiment.gold, task.labels, random, ({ split, line }, earlier) => {
    const known = repeats.get(split) ?? countRepeats();
    repeats.set(split, known);
    known.add({ line, earlier: earlier.line });
  });
  const { base } = checked.models;
  const checks: Readonly<Partial<Record<CheckSubject, () => Finding | Promise<Finding>>>> = {
    labels: () => checkLabels(checked, gold),
    gold: () => checkRepeats(gold, repeats),
    disk: () => checkDisk(checked),
    memory: () => checkMemory(checked, layoutOf(teacherLayout)),
    teacher: () => checkTeacher(checked, gold),
    ...(base ? { base: () => checkBase(checked, base, gold) } : {}),
    encoder: () => checkEncoder(checked),
    student: () => checkStudent(checked),
  };
  return Promise.all(
    Object.entries(checks).map(async ([subject, check]) => ({
      subject: subject as CheckSubject,
      ...(await settled(check)),
    })),
  );
}

/**
 * The warnings of a preflight.
 * @throws BadInput with the first sentence that refuses the run
 */
export function requirePassed(checks: readonly RunCheck[]): string[] {
  const refused = checks.find(({ state }) => state === 'refused');
  if (refused) throw new BadInput(refused.sentence);
  return checks.filter(({ state }) => state === 'warning').map(({ sentence }) => sentence);
}

async function settled(check: () => Finding | Promise<Finding>): Promise<Finding> {
  try {
    return await check();
  } catch (error) {
    if (error instanceof BadInput) return { state: 'refused', sentence: error.message };
    throw error;
  }
}

/** What was opened in this process: an estimate and the run after it look once. */
const opened = new Map<string, unknown>();

async function openOnce<Result>(
  { identity }: RunModel,
  asked: unknown,
  open: () => Promise<Result>,
): Promise<Result> {
  const key = contentHash({ identity, asked });
  // a key stands for one call with one result
  if (opened.has(key)) return opened.get(key) as Result;
  const result = await open();
  opened.set(key, result);
  return result;
}

const passed = (sentence: string): Finding => ({ state: 'passed', sentence });
const warning = (sentence: string): Finding => ({ state: 'warning', sentence });

function checkLabels(
  { experiment, task }: CheckedExperiment,
  gold: readonly GoldExample[],
): Finding {
  const { labels } = task;
  if (labels.length === 0) return passed(`${gold.length} questions with their answers.`);
  const splits = ['seed', 'validation', 'test'] as const;
  const without = splits.flatMap((split) => {
    const rows = gold.filter((row) => row.split === split);
    const missing = rows.length === 0 ? [] : labelsWithoutRow(labels, rows);
    return missing.length === 0 ? [] : [`gold.${split} has no text of ${missing.join(', ')}`];
  });
  const few = experiment.recipes.flatMap((settings) =>
    'rows' in settings && typeof settings.rows === 'number' && settings.rows < labels.length
      ? [
          `${recipeId(settings)} asks for ${settings.rows} rows, fewer than the ${labels.length} labels`,
        ]
      : [],
  );
  if (without.length + few.length === 0) {
    return passed(
      `Each of the ${labels.length} labels has texts in every part of gold, and rows to come.`,
    );
  }
  const todo = [
    ...(without.length > 0
      ? ['add a text for each of them, or leave the label out of the task']
      : []),
    ...(few.length > 0 ? [`${labels.length} rows would do for one of each label`] : []),
  ];
  return warning(
    `${[...without, ...few].join('; ')}. A student does not learn a label that it never sees: ${todo.join('; ')}.`,
  );
}

/** Contradicting rows are refused when gold is read; the others may show that a file was made wrongly. */
function checkRepeats(
  gold: readonly GoldExample[],
  repeats: ReadonlyMap<string, ReturnType<typeof countRepeats>>,
): Finding {
  if (repeats.size === 0) return passed(`${gold.length} labelled examples, each text once.`);
  const sentences = [...repeats].map(([split, counted]) => `gold.${split}: ${counted.sentence()}`);
  return warning(sentences.join(' '));
}

/** A checkpoint has the weights and AdamW's two moments, and is written beside the one before it. */
const COPIES_ON_DISK = 6;

function checkDisk({ experiment, models }: CheckedExperiment): Finding {
  const folder = nearestFolder(path.resolve(experiment.project));
  const { bavail, bsize } = statfsSync(folder);
  const free = bavail * bsize;
  const need = COPIES_ON_DISK * floatBytes(models.student);
  if (free >= need) {
    return passed(
      `${sizeText(free)} are free where the project is; training needs about ${sizeText(need)} for its checkpoints.`,
    );
  }
  throw new BadInput(
    `${folder}: ${sizeText(free)} are free, and training ${experiment.student.model} needs about ${sizeText(need)} for its checkpoints. Free some space, or put the project on another drive.`,
  );
}

function nearestFolder(folder: string): string {
  return existsSync(folder) ? folder : nearestFolder(path.dirname(folder));
}

/** Float32 is at most twice what is published. */
function floatBytes({ files }: CheckedExperiment['models']['student']): number {
  const weights = Object.values(files).filter((file) => file.endsWith('.safetensors'));
  return weights.reduce((sum, file) => sum + statSync(file).size, 0);
}

/** The layout that the user gave, or the smallest: others are chosen by the free memory. */
const layoutOf = (choice: LayoutChoice | undefined): TeacherLayout =>
  typeof choice === 'object' ? choice : { hosts: 1, sequences: 1, threads: 1 };

function checkMemory(
  { experiment, models, task }: CheckedExperiment,
  layout: TeacherLayout,
): Finding {
  const { endpoints, isAbsent } = models.teacher;
  const gguf = endpoints || isAbsent ? undefined : weightsOf(models.teacher);
  const teacher = gguf === undefined ? 0 : bytesOfLayout(gguf, layout);
  const base = models.base && {
    gguf: weightsOf(models.base),
    bytes: bytesOfLayout(weightsOf(models.base), layoutOf(undefined)),
  };
  const { student } = experiment;
  const isHead = student.method === 'head' && task.kind !== 'extractive-qa';
  const config = readEncoderConfig(models.student);
  const shape = { batch: student.batch, length: student.maxLength };
  const training = isHead ? 0 : studentMemory(config, floatBytes(models.student), shape);
  const free = freemem();
  const missing = (need: number) => `${sizeText(need)}, so ${sizeText(need - free)} are missing.`;
  const short = [
    ...(gguf !== undefined && teacher > free
      ? [
          `The teacher ${models.teacher.name} in ${layoutWords(layout)} needs ${missing(teacher)} ${whatFits(gguf, layout, free)}`,
        ]
      : []),
    // the two models are never in memory at once
    ...(base && base.bytes > free
      ? [
          `The base model ${experiment.base} in ${layoutWords(layoutOf(undefined))} needs ${missing(base.bytes)} ${whatFits(base.gguf, layoutOf(undefined), free)}`,
        ]
      : []),
    ...(training > free
      ? [
          `Training ${student.model} on batches of ${student.batch} needs at most ${missing(training)} A smaller batch or model needs less.`,
        ]
      : []),
  ];
  const needs = [
    ...(gguf === undefined
      ? []
      : [`the teacher in ${layoutWords(layout)} needs ${sizeText(teacher)}`]),
    ...(base ? [`the base model, in its place, needs ${sizeText(base.bytes)}`] : []),
    ...(training > 0 ? [`training at most ${sizeText(training)}`] : []),
  ];
  if (short.length === 0) {
    const found = [`${sizeText(free)} of memory are free`, ...needs];
    return passed(`${found.join('; ')}.`);
  }
  return warning(
    `${sizeText(free)} of memory are free. ${short.join(' ')} Or close other programs; else the run is slow, or the system ends it.`,
  );
}

async function checkTeacher(
  checked: CheckedExperiment,
  gold: readonly GoldExample[],
): Promise<Finding> {
  const { experiment, models } = checked;
  const { teacher } = models;
  if (teacher.isAbsent) return passed('None is named, and these recipes ask none.');
  const drafts = models.base ? [] : typicalCalls(checked, gold, 'typicalDraft');
  const calls = [...typicalCalls(checked, gold, 'typicalCall'), ...drafts];
  if (teacher.endpoints) return checkEndpoints(teacher.endpoints, experiment, calls);
  const long = await tryPrompts(teacher, calls);
  if (long) return long;
  const how = calls.some(({ prompt: { chat } }) => chat)
    ? 'its chat template is filled in'
    : 'it continues texts';
  return passed(`${teacher.name} is loaded, and ${how} for a row of each label.`);
}

async function checkBase(
  checked: CheckedExperiment,
  base: RunTeacher,
  gold: readonly GoldExample[],
): Promise<Finding> {
  const drafts = typicalCalls(checked, gold, 'typicalDraft');
  if (drafts.length === 0) {
    return warning(
      `${base.name} is named as base, and no recipe lets it write drafts. Set refine: on for a recipe, or leave base out.`,
    );
  }
  const long = await tryPrompts(base, drafts);
  return long ?? passed(`${base.name} is loaded, and continues texts for a draft of each label.`);
}

/** A call of each recipe for a row of each label. */
function typicalCalls(
  { experiment, models: { teacher }, task }: CheckedExperiment,
  gold: readonly GoldExample[],
  which: 'typicalCall' | 'typicalDraft',
): (TypicalCall & { readonly recipe: string })[] {
  const examples = task.labels.flatMap((label) => gold.find((row) => row.label === label) ?? []);
  return experiment.recipes.flatMap((settings) =>
    (examples.length > 0 ? examples : gold.slice(0, 1)).flatMap((example) => {
      const material = { task, example, teacher, passages: [example.text] };
      const call = recipeOf(settings)[which]?.(settings, material);
      return call ? [{ ...call, recipe: recipeId(settings) }] : [];
    }),
  );
}

/** Loads a model and tokenizes the prompts; a warning if one does not fit. */
async function tryPrompts(
  model: RunTeacher,
  calls: readonly TypicalCall[],
): Promise<Finding | undefined> {
  const classified: Prompt = { text: 'A text.', chat: false };
  const asked = calls.map(({ prompt: { against: _, ...prompt } }) => prompt);
  const prompts = [classified, ...asked];
  const tokens = await openOnce(model, prompts, () =>
    tryTeacher(model, prompts).catch((error: unknown) => {
      if (!(error instanceof OutOfMemory)) throw error;
      const advice = whatFits(weightsOf(model), layoutOf(undefined), freemem());
      throw new OutOfMemory(`${error.message} ${advice}`);
    }),
  );
  const longest = Math.max(
    ...calls.map(({ sampling }, i) => tokens[i + 1]! + sampling.maxTokens),
    0,
  );
  if (longest <= CONTEXT_SIZE) return undefined;
  return warning(
    `${model.name}: a prompt and its answer take ${longest} tokens of ${CONTEXT_SIZE}, so some rows cannot be asked for. Shorten the template or the texts.`,
  );
}

async function checkEncoder({ experiment, models }: CheckedExperiment): Promise<Finding> {
  await openOnce(models.encoder, 'encoder', () => tryEncoder(models.encoder));
  return passed(`${experiment.encoder} embeds a text.`);
}

async function checkStudent({ experiment, models, task }: CheckedExperiment): Promise<Finding> {
  const pooling = choosePooling(experiment.student, task.kind, models.student);
  const head: TriedHead =
    task.kind === 'extractive-qa'
      ? { head: 'span' }
      : { classes: task.labels.length, ...(pooling === 'mean' ? { pooling } : {}) };
  await openOnce(models.student, head, () => tryStudentModel(models.student, head));
  return passed(`${experiment.student.model} is opened, and reads a text.`);
}
