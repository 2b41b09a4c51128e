import type { ProjectSummary, RunSnapshot } from '../../electron/contract/snapshot.ts';
import type { Screen } from '../store/navigation.ts';
import { hasGold } from './hasGold.ts';
import { isOffered } from './isOffered.ts';
import { rowCount } from './rowCount.ts';

/** A part of the way from files to a classifier in use. */
export interface PathStage {
  readonly name: string;
  /** Its pages; the first is where it leads. */
  readonly screens: readonly Screen[];
  /** What is there, or what is missing. */
  readonly state: string;
  readonly isDone: boolean;
  /** Whether the path can go on although it is not done, as with a review that has begun. */
  readonly isEnough?: boolean;
  /** What to do there: the next step while it is the first that is not done. */
  readonly action: string;
}

type Run = Pick<RunSnapshot, 'state'> | null | undefined;

/** The way of a project, as far as it has gone. */
export function pathStages(project: ProjectSummary, run: Run): readonly PathStage[] {
  const { draft, rows, runs } = project;
  const { kind } = draft.task;
  const finished = runs.filter(({ state }) => state === 'done').length;
  const files = draft.corpus.length;
  const stages: readonly PathStage[] = [
    {
      name: 'Data',
      screens: ['project', 'corpus'],
      state:
        files === 0 ? 'no documents' : plural(files, 'file of documents', 'files of documents'),
      isDone: true,
      action: 'Look at the data',
    },
    labels(project),
    {
      name: 'Write',
      screens: ['run', 'prompts'],
      state: stateOfRun(run) ?? (rows.kept > 0 ? rowCount(rows.kept) : 'no rows yet'),
      isDone: finished > 0,
      action: run?.state === 'running' ? 'Watch the run' : 'Write rows',
    },
    {
      name: 'Review',
      screens: ['review', 'audit'],
      state:
        rows.all === 0
          ? 'after a run'
          : rows.open > 0
            ? `${rows.open.toLocaleString('en')} to review`
            : 'all reviewed',
      isDone: rows.all > 0 && rows.open === 0,
      isEnough: rows.all === 0 || rows.accepted + rows.rejected > 0,
      action: `Review ${rowCount(rows.open)}`,
    },
    {
      name: 'Measure',
      screens: ['results', 'measure'],
      state: finished === 0 ? 'after a run' : `results of ${plural(finished, 'run', 'runs')}`,
      isDone: false,
      action: 'Look at the results',
    },
    {
      name: 'Use',
      screens: ['use', 'export'],
      state: finished === 0 ? 'after a run' : 'a student is ready',
      isDone: false,
      action: 'Label texts with the student',
    },
  ];
  return stages
    .map((stage) => ({ ...stage, screens: stage.screens.filter((one) => isOffered(one, kind)) }))
    .filter(({ screens }) => screens.length > 0);
}

/** The first stage that has to be done; behind the last of them, the one that follows the page which is shown. */
export function nextStage(stages: readonly PathStage[], shown: Screen): PathStage | undefined {
  const open = stages.filter(({ isDone, isEnough }) => !isDone && !isEnough);
  const here = open.findIndex(({ screens }) => screens.includes(shown));
  const [first] = open;
  // what is measured stays to be looked at, so the path goes on from there
  return here === 0 && first?.name === 'Measure' ? open[1] : first;
}

function labels(project: ProjectSummary): PathStage {
  const { draft, gold } = project;
  const splits = ['seed', 'validation', 'test'] as const;
  const missing = splits.filter((split) => !hasGold(project, split));
  const total = splits.reduce((sum, split) => sum + (gold[split] ?? 0), 0);
  const isHere = isOffered('label', draft.task.kind);
  return {
    name: 'Labels',
    screens: isHere ? ['label'] : ['project'],
    state:
      missing.length > 0
        ? `no ${missing.join(', ')} texts`
        : total === 0
          ? 'from your files'
          : plural(total, 'labelled text', 'labelled texts'),
    isDone: missing.length === 0,
    action: isHere ? 'Label texts' : 'Add labelled texts',
  };
}

function stateOfRun(run: Run): string | undefined {
  switch (run?.state) {
    case 'running':
    case 'pausing':
      return 'running';
    case 'paused':
      return 'paused';
    case 'stopped':
    case 'failed':
      return 'stopped';
    default:
      return undefined;
  }
}

const plural = (n: number, one: string, several: string) =>
  `${n.toLocaleString('en')} ${n === 1 ? one : several}`;
