import { existsSync } from 'node:fs';
import path from 'node:path';
import { Mutex } from 'async-mutex';
import { BadInput } from '../../../models/badInput.ts';
import { type ModelStore, openModelStore } from '../../../models/catalog/modelStore.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import type { ListedAttributes } from '../../contract/attributesPage.ts';
import type { DocumentTraces, Keep } from '../../contract/documentTraces.ts';
import type { Draft } from '../../contract/draft.ts';
import { type Experiment, experimentSchema } from '../../contract/experiment.ts';
import type { ProjectContents } from '../../contract/forms.ts';
import { labelNames } from '../../contract/labelNames.ts';
import type { RecipeSettings } from '../../contract/recipes/recipes.ts';
import type { Snapshot } from '../../contract/snapshot.ts';
import { deleteProject } from '../deletion/deleteProject.ts';
import { documentByKey } from '../deletion/findDocument.ts';
import { planDeletion } from '../deletion/planDeletion.ts';
import { outgoing } from '../endpoints/outgoing.ts';
import { readExperiment } from '../experiment/readExperiment.ts';
import { appFile, copyAppFolder } from '../files/appFile.ts';
import { dropBegun } from '../files/dropBegun.ts';
import { logFault } from '../log/log.ts';
import { type Machine, plainMachine } from '../machine/machine.ts';
import { openProject, type Project } from '../project/project.ts';
import { type ReviewViews, reviewViews } from '../review/reviewViews.ts';
import { syncRows } from '../review/syncRows.ts';
import { preflight, requirePassed } from '../run/preflight.ts';
import { checkExperiment, markKilledRuns, runInProject } from '../run/runInProject.ts';
import { requireKnown } from '../run/workGate.ts';
import { loadTask } from '../steps/context.ts';
import type { UseTable } from '../use/openUseTable.ts';
import { type AppState, openAppState } from './appState.ts';
import { createProject } from './createProject.ts';
import {
  experimentOf,
  readDraft,
  requireFiles,
  takeFiles,
  withFiles,
  writeDraft,
} from './draft.ts';
import { type Jobs, openJobs } from './jobs.ts';
import { projectSummary, recipeTitleOf } from './projectSummary.ts';
import { type RunWatch, watchRun } from './runWatch.ts';

/** An open project, with its associated state. */
export interface OpenProject extends Project {
  readonly views: ReviewViews;
  /** The result of a student on the last texts that it was given. */
  readonly use: { table: UseTable | null };
  /** What the teacher listed for AttrPrompt, until it is used. */
  readonly attributes: { listed: ListedAttributes | null };
  draft(): Draft;
  change(draft: Draft): void;
}

/**
 * The engine as windows see it: at most one open project, at most one run, and a single state that
 * is sent whole to every listener.
 */
export interface Session {
  readonly app: AppState;
  readonly store: ModelStore;
  readonly jobs: Jobs;
  readonly machine: Machine;
  /** @throws BadInput if no project is open */
  project(): OpenProject;
  open(folder: string): Promise<void>;
  create(name: string, draft: Draft): Promise<void>;
  createDemo(): Promise<void>;
  /**
   * Sets the draft for the next run. Files that a window uploaded become the project's.
   * @throws BadInput for prompts that cannot be filled, or labels other than those of existing rows
   */
  saveDraft(draft: Draft): Promise<void>;
  /** @throws BadInput during a run */
  closeProject(): Promise<void>;
  /** Deletes a project that no run works in; closes it first. */
  deleteProject(folder: string): Promise<ProjectContents>;
  /**
   * Deletes a document of the open project, and all that came from it but what is to be kept.
   * @throws BadInput while a run or a student is active
   */
  deleteDocument(key: string, keep: Keep): Promise<DocumentTraces>;
  /**
   * @throws BadInput while a run or a student is active: two at once would compete for the cores
   */
  requireIdle(): void;
  /** The experiment that a run of this recipe would execute. @throws BadInput for missing parts */
  experimentOf(recipe: RecipeSettings): Experiment;
  startRun(recipe: RecipeSettings): Promise<void>;
  resumeRun(): Promise<void>;
  pauseRun(): void;
  stopRun(): void;
  /** Whether a run is active. */
  readonly isWorking: boolean;
  snapshot(): Snapshot;
  /**
   * Calls the listener after every change, at most a few times a second; returns an unsubscribe
   * function.
   */
  listen(listener: () => void): () => void;
  /** Notifies listeners of a change. */
  touch(): void;
  /** Pauses running work, waits for it, and closes the project. */
  close(): Promise<void>;
}

interface ActiveRun {
  readonly watch: RunWatch;
  readonly pause: AbortController;
  readonly stop: AbortController;
  readonly ended: Promise<void>;
}

/** Changes within this time are reported together. */
const QUIET_MS = 120;

export function openSession(
  app: AppState = openAppState(),
  store: ModelStore = openModelStore(),
  machine: Machine = plainMachine(),
): Session {
  let project: OpenProject | undefined;
  let active: ActiveRun | undefined;
  let lastWatch: RunWatch | undefined;
  const listeners = new Set<() => void>();
  let timer: NodeJS.Timeout | undefined;
  const touch = () => {
    if (timer !== undefined) return;
    timer = setTimeout(() => {
      timer = undefined;
      for (const listener of listeners) listener();
    }, QUIET_MS);
  };
  const jobs = openJobs(touch);
  // opening, closing and starting take time, so they are serialized for all callers
  const turns = new Mutex();
  const inTurn = <Result>(work: () => Promise<Result>) => turns.runExclusive(work);
  app.dropWaiting();
  dropBegun(app.projectsFolder);

  const needProject = () => {
    if (!project) throw new BadInput('No project is open. Open one on the Start page.');
    return project;
  };

  const adopt = (opened: Project) => {
    let draft: Draft;
    try {
      markKilledRuns(opened.database);
      syncRows(opened.database);
      // a project made by the command line gets the draft of its last experiment
      draft = readDraft(opened);
      writeDraft(opened, draft);
    } catch (error) {
      opened.close();
      throw error;
    }
    project = {
      ...opened,
      views: reviewViews(opened.database),
      use: { table: null },
      attributes: { listed: null },
      draft: () => draft,
      change(next) {
        writeDraft(opened, next);
        draft = next;
      },
    };
    lastWatch = undefined;
    app.remember(opened.folder);
    touch();
  };

  const requireNoRun = () => {
    if (active) throw new BadInput('A run is in progress. Pause it, then close the project.');
  };

  const release = () => {
    requireNoRun();
    jobs.cancelAll('use');
    jobs.cancelAll('measure');
    jobs.cancelAll('attributes');
    project?.close();
    project = undefined;
    lastWatch = undefined;
    touch();
  };

  const begin = async (experiment: Experiment): Promise<void> => {
    const open = needProject();
    requireIdle();
    const checked = await checkExperiment(experiment, store);
    const { compute } = app.settings();
    if (compute.workTime) requireKnown(compute.workTime, machine);
    const warnings = requirePassed(await preflight(checked, compute));
    requireIdle();
    const pause = new AbortController();
    const stop = new AbortController();
    const { endpoints } = checked.models.teacher;
    const recipes = experiment.recipes.map(recipeTitleOf).join(', ');
    const watch = watchRun(recipes, touch, endpoints ? outgoing(endpoints) : null);
    lastWatch = watch;
    for (const sentence of warnings) watch.events.onNote(sentence);
    const control = {
      events: watch.events,
      pause: pause.signal,
      stop: stop.signal,
      ...{ compute, machine },
      onBegin: (run: number) => watch.begin(run),
    };
    const ended = runInProject(open, checked, control)
      .then(
        (outcome) => watch.end(outcome.state, 'reason' in outcome ? outcome.reason : null),
        (thrown: Error) => {
          const error = explainDiskFault(thrown) as Error;
          logFault(error);
          watch.end('failed', error.message);
        },
      )
      .then(() => syncRows(open.database))
      .catch((error: Error) => {
        logFault(error);
        watch.end('failed', error.message);
      })
      .finally(() => {
        active = undefined;
        touch();
      });
    active = { watch, pause, stop, ended };
    touch();
  };

  const planned = (recipe: RecipeSettings): Experiment => {
    const open = needProject();
    requireIdle();
    const draft = open.draft();
    requireFiles(draft);
    return experimentOf(open, draft, [recipe]);
  };

  const requireIdle = () => {
    if (active) throw new BadInput('A run is already in progress. Pause or stop it first.');
    jobs.requireIdle();
  };

  const pauseRun = () => {
    if (!active) throw new BadInput('No run is in progress.');
    active.watch.pausing();
    active.pause.abort();
  };

  return {
    app,
    store,
    jobs,
    machine,
    project: needProject,
    open: (given) =>
      inTurn(async () => {
        const folder = path.resolve(given);
        if (project && path.resolve(project.folder) === folder) return;
        requireEnding(folder);
        release();
        adopt(await openProject(folder, { create: false }));
      }),
    create: (name, draft) =>
      inTurn(async () => {
        const folder = path.join(app.projectsFolder, `${fileName(name)}.stillroom`);
        if (existsSync(folder)) {
          throw new BadInput(
            `There is a project ${name} already, in ${folder}. Choose another name.`,
          );
        }
        requireNoRun();
        await createProject(folder, (beside) =>
          takeFiles(beside, draft, app.waitingFolder, folder),
        );
        release();
        adopt(await openProject(folder, { create: false }));
      }),
    createDemo: () =>
      inTurn(async () => {
        const folder = path.join(app.projectsFolder, 'Demo.stillroom');
        release();
        if (!existsSync(folder)) {
          await createProject(folder, (beside) => {
            const imports = path.join(beside, 'imports');
            copyAppFolder(appFile('resources', 'demo'), imports);
            const { experiment } = readExperiment(path.join(imports, 'experiment.yaml'));
            const { project: _, recipes: __, ...draft } = experiment;
            return withFiles(draft, (file) => path.join(folder, path.relative(beside, file)));
          });
        }
        adopt(await openProject(folder, { create: false }));
      }),
    saveDraft: (draft) =>
      inTurn(async () => {
        const open = needProject();
        requireSameLabels(open, draft);
        loadTask(draft.task);
        open.change(takeFiles(open.folder, draft, app.waitingFolder));
        touch();
      }),
    closeProject: () => inTurn(async () => release()),
    deleteProject: (folder) =>
      inTurn(async () => {
        if (project?.folder === folder) release();
        const deleted = deleteProject(folder);
        app.forget(folder);
        touch();
        return deleted;
      }),
    deleteDocument: (key, keep) =>
      inTurn(async () => {
        const open = needProject();
        requireIdle();
        const draft = open.draft();
        const deletion = planDeletion(open, draft, documentByKey(open, draft, key));
        try {
          deletion.perform(keep);
        } finally {
          // lists of rows, and a table of labelled texts, may still have what was deleted
          project = { ...open, views: reviewViews(open.database), use: { table: null } };
          touch();
        }
        return deletion.traces;
      }),
    requireIdle,
    experimentOf: planned,
    startRun: (recipe) => inTurn(async () => begin(planned(recipe))),
    resumeRun: () =>
      inTurn(async () => {
        const { database } = needProject();
        const last = database.get<{ experiment: string }>(
          'SELECT experiment FROM runs ORDER BY id DESC LIMIT 1',
        );
        if (!last) throw new BadInput('There is no run to resume; start one.');
        await begin(experimentSchema.parse(JSON.parse(last.experiment)));
      }),
    pauseRun,
    stopRun() {
      pauseRun();
      active?.stop.abort();
    },
    get isWorking() {
      return active !== undefined;
    },
    snapshot: () => ({
      project: project ? projectSummary(project) : null,
      run: project && lastWatch ? lastWatch.snapshot(project.database) : null,
      jobs: jobs.list(),
    }),
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
    touch,
    close: () =>
      inTurn(async () => {
        if (active) {
          pauseRun();
          await active.ended;
        }
        jobs.cancelAll();
        release();
        app.dropWaiting();
        clearTimeout(timer);
      }),
  };
}

/** Rows and reviews refer to labels by name: once there are any, those names cannot change. */
function requireSameLabels({ database, draft }: OpenProject, next: Draft): void {
  const before = labelNames(draft().task);
  const after = labelNames(next.task);
  if (before.join('\n') === after.join('\n')) return;
  const { rows } = database.get<{ rows: number }>(
    `SELECT (SELECT count(*) FROM review_rows) + (SELECT count(*) FROM label_events) AS rows`,
  )!;
  if (rows === 0) return;
  throw new BadInput(
    `This project has rows and labels under the names ${before.join(', ')}. What a label means can be ` +
      'changed; for other labels make a new project.',
  );
}

function requireEnding(folder: string): void {
  if (folder.endsWith('.stillroom')) return;
  throw new BadInput(`${folder}: a project is a folder whose name ends in .stillroom.`);
}

function fileName(name: string): string {
  const safe = name.replace(/[\\/:*?"<>|]/g, '-').trim();
  if (/^\.+$/.test(safe)) throw new BadInput('A project needs a name with letters or digits.');
  return safe;
}
