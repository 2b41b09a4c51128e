import { existsSync, readFileSync } from 'node:fs';
import { cpus, freemem } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipes/recipes.ts';
import {
  isRepeatable,
  layoutSchema,
  layoutWords,
  type TeacherLayout,
} from '../../contract/teacherLayout.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { writeWhole } from '../files/writeWhole.ts';
import type { GoldExample } from '../import/goldExample.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { PromptMaterial, TypicalCall } from '../recipes/recipe.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { type Compute, weightsOf } from '../runtime/hosts.ts';
import { layoutOnGpu } from '../runtime/layoutOnGpu.ts';
import { type LayoutMeasurements, measureLayouts } from '../runtime/measureLayouts.ts';
import { physicalCores } from '../runtime/physicalCores.ts';
import { fits, type Room, repeatableLayout, usualLayout } from '../runtime/repeatableLayout.ts';
import type { RunModels, RunTeacher } from '../runtime/runModels.ts';
import { CONTEXT_SIZE } from '../runtime/teacherPool.ts';
import type { Task } from '../steps/context.ts';
import { runSizes } from './runSizes.ts';

/** A run for which a layout is chosen. */
interface LayoutQuestion {
  readonly models: Pick<RunModels, 'teacher'>;
  readonly experiment: Pick<Experiment, 'recipes'>;
  readonly task: Task;
  readonly gold: readonly GoldExample[];
  readonly compute: Compute | undefined;
  /** Whether layouts are measured if none is known yet, which takes a minute or two. */
  readonly measures: boolean;
  readonly signal: AbortSignal;
  readonly note: (sentence: string) => void;
}

/** With fewer calls, measuring takes longer than the fastest layout saves. */
const LEAST_CALLS = 500;
/** How much faster a layout must be, to be worth rows that cannot be repeated byte for byte. */
const WORTH = 1.2;

/**
 * The layout of a run's teacher: the user's, if there is one; on a GPU as many texts at once as its memory
 * holds; on the processor one whose rows can be repeated, unless another was measured to be clearly
 * faster. A layout is measured before a run of many calls, once for each teacher, recipe and machine. A
 * teacher on other machines, or none at all, has no layout.
 */
export async function chooseLayout(question: LayoutQuestion): Promise<TeacherLayout | undefined> {
  const { models, compute = {}, note } = question;
  if (models.teacher.endpoints || models.teacher.isAbsent) return undefined;
  const { teacherLayout = 'measured', gpuLayers = 0 } = compute;
  const gguf = weightsOf(models.teacher);
  const cores = compute.threads ?? physicalCores();
  const room: Room = { cores, freeBytes: freemem(), contextSize: CONTEXT_SIZE };
  if (typeof teacherLayout === 'object') return teacherLayout;
  if (gpuLayers !== 0) return layoutOnGpu(gguf, cores);
  if (teacherLayout === 'repeatable') return repeatableLayout(gguf, room);
  const usual = usualLayout(gguf, room);
  const { call, recipe, calls } = busiestRecipe(question);
  if (!call || !recipe || call.prompt.against) return usual;
  const key = layoutKey(models.teacher, recipe, cores);
  const known = knownLayouts()[key];
  if (known) return isRepeatable(known, false) || !fits(gguf, known, room) ? usual : known;
  if (!question.measures || calls < LEAST_CALLS) return usual;
  note('Measuring how the teacher is fastest on this machine; this happens once.');
  const found = await measureLayouts(gguf, call, room, question.signal);
  const chosen = worthwhile(found);
  remember(key, chosen);
  note(measuredSentence(found));
  return chosen;
}

/**
 * The layout of a run's base model: as many texts at once as a GPU's memory holds, and on the processor that of a
 * run for which none was measured, which is undefined.
 */
export async function layoutOfBase(
  { base }: Pick<RunModels, 'base'>,
  { gpuLayers = 0, threads = physicalCores() }: Compute = {},
): Promise<TeacherLayout | undefined> {
  return base && gpuLayers !== 0 ? layoutOnGpu(weightsOf(base), threads) : undefined;
}

/** The fastest, if it gains enough for the promise that it breaks. */
export function worthwhile({ repeatable, fastest }: LayoutMeasurements): TeacherLayout {
  const gain = fastest.callsPerSecond / repeatable.callsPerSecond;
  return gain >= WORTH ? fastest.layout : repeatable.layout;
}

function measuredSentence({ repeatable, fastest }: LayoutMeasurements): string {
  const rate = ({ callsPerSecond }: { callsPerSecond: number }) =>
    `${(callsPerSecond * 60).toFixed(0)} calls a minute`;
  return (
    `Measured: ${layoutWords(repeatable.layout)} answers ${rate(repeatable)}; the fastest, ` +
    `${layoutWords(fastest.layout)}, ${rate(fastest)}.`
  );
}

/** The recipe that asks the teacher most often, a typical call of it, and the calls of all recipes. */
function busiestRecipe({ models, experiment, task, gold }: LayoutQuestion): {
  readonly call?: TypicalCall | null;
  readonly recipe?: RecipeSettings;
  readonly calls: number;
} {
  const [example] = gold;
  if (!example) return { calls: 0 };
  const reviewed = { accepted: 0, notRejected: 0 };
  const sizes = runSizes(task, gold, { passages: 0, reviewed });
  const passages = gold.map(({ text }) => text);
  const material: PromptMaterial = { task, example, passages, teacher: models.teacher };
  const each = experiment.recipes
    .map((recipe) => ({ recipe, calls: recipeOf(recipe).plan(recipe, sizes).calls }))
    .toSorted((a, b) => b.calls - a.calls);
  const calls = each.reduce((sum, one) => sum + one.calls, 0);
  const recipe = each[0]?.recipe;
  return recipe
    ? { call: recipeOf(recipe).typicalCall(recipe, material), recipe, calls }
    : { calls };
}

const layoutsFile = () => path.join(dataFolder(), 'layouts.json');
const layoutsSchema = z.record(z.string(), layoutSchema);

function layoutKey({ identity }: RunTeacher, { kind }: RecipeSettings, cores: number): string {
  return contentHash({ identity, kind, cores, processor: cpus()[0]?.model });
}

/** A file that cannot be read is replaced by the next measurement. */
function knownLayouts(): Readonly<Record<string, TeacherLayout>> {
  if (!existsSync(layoutsFile())) return {};
  try {
    return layoutsSchema.parse(JSON.parse(readFileSync(layoutsFile(), 'utf8')));
  } catch {
    return {};
  }
}

function remember(key: string, layout: TeacherLayout): void {
  makeFolder(dataFolder());
  writeWhole(layoutsFile(), JSON.stringify({ ...knownLayouts(), [key]: layout }, null, 2));
}
