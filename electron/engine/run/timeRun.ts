import type { Database } from '../../../native/sqlite/database.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { RunTiming } from '../../contract/runTiming.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import {
  type EstimatedRun,
  estimateRecords,
  type KeptEstimate,
  recipesOf,
} from './estimateRecords.ts';

/** What the record of a run keeps of its estimate. */
interface RecordedEstimate extends KeptEstimate {
  /** The run that began with it; those after it resumed that one. */
  readonly since: number;
  /** Whether one of them worked in another setting. */
  readonly isOfOtherLayout: boolean;
  /** Once it is done. */
  readonly took?: Pick<RunTiming, 'earlierSeconds'> & { readonly seconds: number };
}

/** A run that has an estimate. */
export interface TimedRun {
  /** Records what the run took. */
  end(seconds: number): RunTiming;
  /** Keeps it for the next estimates, unless the run found its rows, or most of its work, done. */
  keep(): void;
}

/**
 * Gives a run the estimate that was made before it began. A run that was resumed has that of the run which
 * it resumes, also after a kill.
 * @param setting in which the run works: an estimate for another is shown, and corrects nothing
 * @returns undefined if there is none
 */
export function timeRun(
  database: Database,
  run: number,
  experiment: Experiment,
  setting: string,
): TimedRun | undefined {
  const found = recordedEstimate(database, run) ?? begun(run, experiment);
  if (!found) return undefined;
  // one that failed at its very end had been timed
  const { took: _, ...estimate } = found;
  const isOfOtherLayout = found.isOfOtherLayout || found.setting !== setting;
  const recorded: RecordedEstimate = { ...estimate, isOfOtherLayout };
  record(database, run, recorded);
  estimateRecords.drop(experiment);
  let ended: EstimatedRun | undefined;
  return {
    end(own) {
      const { since, measuredSeconds } = recorded;
      const { before } = database.get<{ before: number }>(
        'SELECT coalesce(sum(seconds), 0) AS before FROM runs WHERE id >= ? AND id < ?',
        since,
        run,
      )!;
      const seconds = before + own;
      const { earlierSeconds, foundRows } = foundDone(database, since, run);
      const done = { ...recorded, took: { seconds, earlierSeconds } };
      record(database, run, done);
      const ratio = (seconds + earlierSeconds) / measuredSeconds;
      ended =
        isOfOtherLayout || foundRows || earlierSeconds > seconds
          ? undefined
          : { setting, recipes: recipesOf(experiment), measuredSeconds, ratio };
      return timingOf(done);
    },
    keep() {
      if (ended) estimateRecords.keepRun(ended);
    },
  };
}

function begun(run: number, experiment: Experiment): RecordedEstimate | undefined {
  const found = estimateRecords.find(experiment);
  return found && { ...found, since: run, isOfOtherLayout: false };
}

/** The estimate of a recorded run, and what it took if it is done; null if it had none. */
export function recordedTiming(database: Database, run: number): RunTiming | null {
  const recorded = recordedEstimate(database, run);
  return recorded ? timingOf(recorded) : null;
}

function recordedEstimate(database: Database, run: number): RecordedEstimate | undefined {
  const row = database.get<{ estimate: string | null }>(
    'SELECT estimate FROM runs WHERE id = ?',
    run,
  );
  return row?.estimate ? (JSON.parse(row.estimate) as RecordedEstimate) : undefined;
}

function record(database: Database, run: number, estimate: RecordedEstimate): void {
  const json = JSON.stringify(estimate);
  database.run('UPDATE runs SET estimate = ? WHERE id = ?', json, run);
}

function timingOf({ seconds, least, most, isOfOtherLayout, took }: RecordedEstimate): RunTiming {
  return {
    estimated: { seconds, least, most },
    isOfOtherLayout,
    seconds: took?.seconds ?? null,
    earlierSeconds: took?.earlierSeconds ?? 0,
  };
}

/** What a run and those that it resumed found done by others: seconds of it, and whether rows were among it. */
function foundDone(database: Database, since: number, run: number) {
  const found = database
    .all<{ key: string; seconds: number; share: number }>(
      `SELECT key, seconds, min(reused) * 1.0 / max(total) AS share
       FROM run_steps JOIN steps ON steps.id = run_steps.step
       WHERE run BETWEEN ? AND ? AND total > 0 GROUP BY steps.id`,
      since,
      run,
    )
    .filter(({ share }) => share > 0);
  return {
    earlierSeconds: found.reduce((sum, { seconds, share }) => sum + seconds * share, 0),
    foundRows: found.some(({ key }) => parseStepKey(key).phase === 'generate'),
  };
}
