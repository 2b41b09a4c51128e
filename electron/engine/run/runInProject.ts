import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { explainDiskFault, isWriteFault } from '../../../models/diskFault.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { outgoingSentence } from '../../contract/outgoing.ts';
import type { Report } from '../../contract/report.ts';
import type { RunTiming } from '../../contract/runTiming.ts';
import { HostLost, tellOfLostHosts } from '../../hosts/host.ts';
import { EndpointsLost } from '../endpoints/endpointFault.ts';
import { outgoing } from '../endpoints/outgoing.ts';
import { leaksOf } from '../evaluation/leaksOf.ts';
import { makeReport } from '../evaluation/makeReport.ts';
import { yardsticks } from '../evaluation/yardsticks.ts';
import { compareExperiments } from '../experiment/compareExperiments.ts';
import { requireFitting } from '../experiment/requireFitting.ts';
import { openRun, RunPaused, type RunProgress } from '../journal/run.ts';
import { CORPUS_IMPORT } from '../journal/stepKey.ts';
import { type Machine, plainMachine } from '../machine/machine.ts';
import type { Project } from '../project/project.ts';
import type { RecipeResult } from '../recipes/recipeResult.ts';
import { recipeOf } from '../recipes/recipes.ts';
import { type Compute, type Hosts, openHosts } from '../runtime/hosts.ts';
import { checkTrainable, loadRunModels, type RunModels } from '../runtime/runModels.ts';
import { cudaForTraining } from '../runtime/studentCuda.ts';
import { loadTask, type RunContext, type Task } from '../steps/context.ts';
import { countShots } from '../steps/countShots.ts';
import { importGold, recordTask } from '../steps/gold.ts';
import { chooseMethod } from '../training/chooseMethod.ts';
import { checkInputs } from './checkInputs.ts';
import { chooseLayout, layoutOfBase } from './chooseLayout.ts';
import { estimateSetting } from './estimateRecords.ts';
import { timeRun } from './timeRun.ts';
import { workGate } from './workGate.ts';

/**
 * Change this when a step computes something else from the same inputs; it is part of every step's
 * hash.
 */
const STEPS_VERSION = '2';

export interface RunEvents {
  readonly onProgress: (progress: RunProgress) => void;
  readonly onTraining: (progress: { step: number; steps: number; loss: number | null }) => void;
  readonly onNote: (sentence: string) => void;
  /** Told why the run begins no work now and until when, and null when it works again. */
  readonly onWait: (sentence: string | null) => void;
}

export type RunOutcome =
  /** There is no report if the run only read rows and wrote nothing. */
  | {
      readonly state: 'done';
      readonly report: Report | null;
      /** Null if no estimate was made before it. */
      readonly timing: RunTiming | null;
    }
  | { readonly state: 'paused' }
  /** A model's process crashed twice; the run can be resumed. */
  | { readonly state: 'stopped'; readonly reason: string };

export interface RunControl {
  readonly events: RunEvents;
  /**
   * Calls in flight finish and are recorded, on a GPU those of the next 1.5 seconds; a training resumes from
   * its last checkpoint later.
   */
  readonly pause: AbortSignal;
  /** Ends the models' processes at once: their memory is freed, and calls in flight are lost. */
  readonly stop?: AbortSignal;
  readonly compute?: Compute;
  /** By default as plain Node sees it. */
  readonly machine?: Machine;
  /** Called with the run's number once it is recorded. */
  readonly onBegin?: (run: number) => void;
}

/** An experiment whose inputs exist and can be read, with its models and prompts. */
export interface CheckedExperiment {
  readonly experiment: Experiment;
  readonly models: RunModels;
  readonly task: Task;
}

/**
 * Checks everything that a run needs, before anything is written.
 * @param onProgress called after each megabyte of documents
 * @throws BadInput for inputs that are missing, unreadable or inconsistent
 */
export async function checkExperiment(
  experiment: Experiment,
  store: ModelStore,
  onProgress?: RunEvents['onProgress'],
): Promise<CheckedExperiment> {
  const task = loadTask(experiment.task);
  const models = await loadRunModels(store, experiment);
  requireFitting(experiment);
  // what is read here is read again by the step of this key, which records it
  const tell = (done: number, total: number, unit: string) =>
    onProgress?.({ key: CORPUS_IMPORT, done, total, unit, reused: 0 });
  checkInputs({ experiment, task, teacher: models.teacher }, tell);
  checkTrainable(models, experiment);
  return { experiment, models, task };
}

/** After a pause other programs have the GPU within two seconds; calls that take longer are repeated later. */
const GPU_PATIENCE_MS = 1500;

const usesGpu = ({ gpuLayers = 0, studentOnGpu = false }: Compute = {}) =>
  gpuLayers !== 0 || studentOnGpu;

/** A run of an experiment in an open project. */
export async function runInProject(
  project: Project,
  { experiment, models, task }: CheckedExperiment,
  { events, pause, stop, compute, machine = plainMachine(), onBegin }: RunControl,
): Promise<RunOutcome> {
  const gate = workGate({
    workTime: compute?.workTime ?? { when: 'always' },
    ...{ machine, signal: pause, onWait: events.onWait },
  });
  const id = beginRun(project, experiment, events.onNote);
  onBegin?.(id);
  const cuda = await cudaForTraining(compute ?? {}, events.onNote);
  const { endpoints, isAbsent } = models.teacher;
  if (endpoints) events.onNote(outgoingSentence(outgoing(endpoints)));
  let hosts: Hosts | undefined;
  let leaving: NodeJS.Timeout | undefined;
  const onPause = () => {
    // a training is not awaited, because it can resume from a checkpoint
    hosts?.stopTraining();
    if (usesGpu(compute)) leaving = setTimeout(() => hosts?.stop(), GPU_PATIENCE_MS);
  };
  pause.addEventListener('abort', onPause, { once: true });
  stop?.addEventListener('abort', () => hosts?.stop(), { once: true });
  const since = performance.now();
  // layouts are measured once, which no estimate of a run counts
  let measuring = 0;
  const secondsOfWork = () => (performance.now() - since) / 1000 - gate.waited - measuring;
  let recording: NodeJS.Timeout | undefined;
  const endListening = tellOfLostHosts(({ title, how, isRepeated }) => {
    if (isRepeated)
      events.onNote(`Lost ${title}: ${how}. It is started again, and its work repeated.`);
  });
  try {
    const run = openRun({
      database: project.database,
      id,
      seed: experiment.seed,
      version: STEPS_VERSION,
      signal: pause,
      onProgress: events.onProgress,
      mayBegin: gate.pass,
    });
    await recordTask(run, project.database, experiment.task, task);
    const gold = await importGold(run, project.database, experiment.gold, task.labels);
    const note = once(events.onNote);
    // layouts are measured at full load
    await gate.pass();
    const measuringSince = performance.now();
    const layout = await chooseLayout({
      ...{ models, experiment, task, compute, note },
      gold: Object.values(gold).flat(),
      measures: true,
      signal: stop ? AbortSignal.any([pause, stop]) : pause,
    });
    measuring = (performance.now() - measuringSince) / 1000;
    const setting = estimateSetting(models.teacher, layout, compute);
    const timed = timeRun(project.database, id, experiment, setting);
    recording = setInterval(() => tryToRecord(project, id, secondsOfWork()), RECORDED_EVERY_MS);
    const { onTraining } = events;
    const baseLayout = await layoutOfBase(models, compute);
    hosts = openHosts(models, {
      layout,
      baseLayout,
      onTraining,
      onNote: note,
      pause,
      compute,
      cuda,
    });
    if (!endpoints && !isAbsent) note(`The teacher works ${hosts.teacher.description}.`);
    const inputs = {
      run,
      project,
      hosts,
      models,
      task,
      gold,
      filtersOff: experiment.cleaning.off,
      corpus: experiment.corpus,
      dataMap: experiment.dataMap,
      equalSizes: experiment.equalSizes,
      logProbabilities: experiment.logProbabilities,
      shotCounts: countShots(),
      note,
    };
    const ctx: RunContext = { ...inputs, student: await chooseMethod(inputs, experiment) };
    const recipes = await runRecipes(ctx, experiment);
    for (const sentence of ctx.shotCounts.sentences()) note(sentence);
    // without a recipe, human labels alone are measured
    const isMeasured = recipes.length > 0 || experiment.recipes.length === 0;
    const measured = isMeasured ? await yardsticks(ctx, recipes) : [];
    const timing = timed?.end(secondsOfWork()) ?? null;
    const leaks = await leaksOf(recipes, gold.test);
    const made = { recipes, measured, timing, leaks };
    const report = isMeasured ? makeReport(project, id, ctx, made) : null;
    requireThere(project);
    removeOldCheckpoints(project);
    endRun(project, id, 'done', null, secondsOfWork());
    timed?.keep();
    return { state: 'done', report, timing };
  } catch (error) {
    const seconds = secondsOfWork();
    const reason = (error as Error).message;
    const paused =
      error instanceof RunPaused ||
      (pause.aborted && (error instanceof HostLost || error === pause.reason));
    if (isWriteFault(error)) {
      tryToEnd(project, id, seconds);
      throw explainDiskFault(error, {
        left: 'Nothing that was recorded is lost: free some space and start the run again; it resumes from there.',
      });
    }
    endRun(project, id, paused ? 'paused' : 'stopped', paused ? null : reason, seconds);
    requireThere(project);
    if (paused) return { state: 'paused' };
    requireModelFiles(models);
    if (error instanceof HostLost || error instanceof EndpointsLost) {
      return { state: 'stopped', reason };
    }
    throw error;
  } finally {
    clearInterval(recording);
    clearTimeout(leaving);
    endListening();
    hosts?.stop();
  }
}

async function runRecipes(ctx: RunContext, experiment: Experiment): Promise<RecipeResult[]> {
  const results: RecipeResult[] = [];
  for (const settings of experiment.recipes) {
    // a separate scope, so that its seconds are those of the steps that it used
    const result = await recipeOf(settings).run({ ...ctx, run: ctx.run.scope() }, settings);
    if (result) results.push(result);
  }
  return results;
}

/**
 * If a training was interrupted and then removed from the experiment, nobody resumes its
 * checkpoint.
 */
function removeOldCheckpoints(project: Project): void {
  const folder = project.path('students');
  for (const name of readdirSync(folder).filter((entry) => entry.endsWith('.checkpoints'))) {
    rmSync(path.join(folder, name), { recursive: true, force: true });
  }
}

/** @throws BadInput if the project's files were moved or deleted while the run worked */
function requireThere({ database, folder }: Project): void {
  if (existsSync(database.file)) return;
  throw new BadInput(
    `${folder} was moved, renamed or deleted during the run. If you moved it, start the run again where it is ` +
      'now: what was recorded is there. Other files that were begun at the old place can be deleted.',
  );
}

/**
 * Whatever failed, if a model's file disappeared during the run, the user has to know that first.
 */
function requireModelFiles(models: RunModels): void {
  for (const { name, files } of Object.values(models)) {
    const gone = Object.values(files).find((file) => !existsSync(file));
    if (gone === undefined) continue;
    throw new BadInput(
      `${gone} was deleted or moved while the run used it. What was done is recorded: put the file ` +
        `back, or get ${name} again on the Models page, and resume the run.`,
    );
  }
}

/** Creates a run's record, and notes what the experiment changed since the last run. */
function beginRun(
  { database }: Project,
  experiment: Experiment,
  note: (text: string) => void,
): number {
  const last = database.get<{ experiment: string; state: string; estimate: string | null }>(
    'SELECT experiment, state, estimate FROM runs ORDER BY id DESC LIMIT 1',
  );
  const changes = last ? compareExperiments(JSON.parse(last.experiment), experiment) : [];
  if (changes.length > 0) {
    note(`The experiment was changed; equal steps are reused:\n  ${changes.join('\n  ')}`);
  }
  markKilledRuns(database);
  const isResumed = last !== undefined && last.state !== 'done' && changes.length === 0;
  return database.run(
    "INSERT INTO runs (experiment, state, estimate) VALUES (?, 'running', ?)",
    JSON.stringify(experiment),
    isResumed ? last.estimate : null,
  ).lastId;
}

/** Nobody else has the project open, so a run that is marked as running was killed. */
export function markKilledRuns(database: Project['database']): void {
  database.run(
    "UPDATE runs SET state = 'stopped', reason = 'it was killed' WHERE state = 'running'",
  );
}

function endRun(
  { database }: Project,
  id: number,
  state: 'paused' | 'stopped' | 'done',
  reason: string | null,
  seconds: number,
): void {
  const sql = 'UPDATE runs SET state = ?, reason = ?, seconds = ? WHERE id = ?';
  database.run(sql, state, reason, seconds, id);
}

/** A run that is killed has its seconds but the last few. */
const RECORDED_EVERY_MS = 2000;

/** What keeps this from being written is told by the steps, which are written too. */
function tryToRecord({ database }: Project, id: number, seconds: number): void {
  try {
    database.run('UPDATE runs SET seconds = ? WHERE id = ?', seconds, id);
  } catch {
    // the next time may succeed
  }
}

/** A full disk may have room for a row, or not. */
function tryToEnd(project: Project, id: number, seconds: number): void {
  try {
    endRun(project, id, 'stopped', 'the disk is full', seconds);
  } catch {
    // the run is marked as stopped when the project is next opened
  }
}

/** Repeats a note that many rows have in common only once. */
function once(say: (sentence: string) => void): (sentence: string) => void {
  const said = new Set<string>();
  return (sentence) => {
    if (said.has(sentence)) return;
    said.add(sentence);
    say(sentence);
  };
}
