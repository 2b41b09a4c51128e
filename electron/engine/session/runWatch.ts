import type { Database } from '../../../native/sqlite/database.ts';
import type { Phase } from '../../contract/phase.ts';
import { recipeVariants } from '../../contract/recipes/recipes.ts';
import type { RunSnapshot, StepProgress } from '../../contract/snapshot.ts';
import { parseStepKey } from '../journal/stepKey.ts';
import type { RunEvents } from '../run/runInProject.ts';
import { recordedTiming } from '../run/timeRun.ts';
import type { TrainedStudent } from '../training/trainStudent.ts';

/** Number of rows that the run page shows as they are written. */
const LATEST = 8;
const LONGEST_SHOWN = 400;

interface Step {
  readonly key: string;
  readonly phase: Phase;
  readonly reused: number;
  since: number;
  done: number;
  total: number;
  unit: string | null;
  ended: number | null;
}

/** Collects a run's events into the state that a window shows. */
export interface RunWatch {
  readonly events: RunEvents;
  begin(run: number): void;
  end(state: RunSnapshot['state'], reason: string | null): void;
  pausing(): void;
  snapshot(database: Database): RunSnapshot;
}

export function watchRun(
  recipe: string,
  onChange: () => void,
  outgoing: RunSnapshot['outgoing'] = null,
): RunWatch {
  const steps = new Map<string, Step>();
  const notes: string[] = [];
  let training: RunSnapshot['training'] = null;
  let state: RunSnapshot['state'] = 'running';
  let reason: string | null = null;
  let id: number | null = null;
  let waiting: { readonly sentence: string; readonly since: number } | null = null;
  const events: RunEvents = {
    onProgress({ key, done, total, reused, unit = null }) {
      const now = performance.now();
      const { phase } = parseStepKey(key);
      const step = steps.get(key) ?? {
        key,
        phase,
        reused,
        since: now,
        done,
        total,
        unit,
        ended: null,
      };
      steps.set(key, step);
      step.done = done;
      step.total = total;
      step.unit = unit;
      if (done >= total) {
        step.ended ??= now;
        if (step.phase === 'train') training = null;
      }
      onChange();
    },
    onTraining({ step, steps: all, loss }) {
      training = { step, steps: all, loss };
      onChange();
    },
    onWait(sentence) {
      const now = performance.now();
      // the rate of a step is that of the time in which it worked
      const idle = sentence === null && waiting ? now - waiting.since : 0;
      for (const step of steps.values()) if (step.ended === null) step.since += idle;
      waiting = sentence === null ? null : { sentence, since: waiting?.since ?? now };
      onChange();
    },
    onNote(sentence) {
      notes.push(sentence);
      onChange();
    },
  };
  return {
    events,
    begin(run) {
      id = run;
    },
    end(how, why) {
      state = how;
      reason = why;
      training = null;
      waiting = null;
      onChange();
    },
    pausing() {
      if (state === 'running') state = 'pausing';
      onChange();
    },
    snapshot(database) {
      const shown = [...steps.values()].map(progressOf);
      const rows = id === null ? { kept: 0, dropped: {} } : filtered(database, id);
      return {
        id,
        state,
        reason,
        waiting: waiting?.sentence ?? null,
        recipe,
        training,
        notes: [...notes],
        outgoing,
        ...rows,
        steps: shown,
        latest: id === null ? [] : latestRows(database, id),
        rounds: id === null ? [] : roundsOf(database, id),
        timing: id === null ? null : recordedTiming(database, id),
      };
    },
  };
}

function progressOf({ key, phase, reused, since, done, total, unit, ended }: Step): StepProgress {
  const seconds = ((ended ?? performance.now()) - since) / 1000;
  const made = done - reused;
  const rate = ended === null && made > 0 && seconds > 0 ? made / seconds : null;
  const secondsLeft = rate === null ? null : (total - done) / rate;
  return { key, phase, done, total, unit, reused, rate, secondsLeft, seconds };
}

function latestRows(database: Database, run: number): RunSnapshot['latest'] {
  return database
    .all<{ output: string; tokens: number }>(
      `SELECT output, output_tokens AS tokens FROM generations
       WHERE step = (SELECT max(step) FROM generations WHERE step IN
                       (SELECT step FROM run_steps WHERE run = ?))
       ORDER BY i DESC LIMIT ${LATEST}`,
      run,
    )
    .map(({ output, tokens }) => ({ text: output.trim().slice(0, LONGEST_SHOWN), tokens }));
}

function filtered(database: Database, run: number): Pick<RunSnapshot, 'kept' | 'dropped'> {
  const counts = database.all<{ by: string | null; n: number }>(
    `SELECT dropped_by AS by, count(*) AS n FROM examples
     JOIN run_steps ON run_steps.step = examples.step WHERE run = ? GROUP BY dropped_by`,
    run,
  );
  const kept = counts.find(({ by }) => by === null)?.n ?? 0;
  const dropped = counts.flatMap(({ by, n }) => (by === null ? [] : [[by, n] as const]));
  return { kept, dropped: Object.fromEntries(dropped) };
}

/** Validation accuracy of each round's student, at the epoch that was chosen. */
function roundsOf(database: Database, run: number): RunSnapshot['rounds'] {
  // the values are read one by one: a search's is megabytes, and a window asks several times a second
  return database
    .all<{ id: number; key: string }>(
      `SELECT steps.id AS id, key FROM steps JOIN run_steps ON run_steps.step = steps.id
       WHERE run = ? AND value IS NOT NULL ORDER BY steps.id`,
      run,
    )
    .flatMap(({ id, key }) => {
      const { phase, recipe, round, isRepeat } = parseStepKey(key);
      if (phase !== 'train' || isRepeat || recipe === null || !mayHaveRounds(recipe)) return [];
      const { value } = database.get<{ value: string }>(
        'SELECT value FROM steps WHERE id = ?',
        id,
      )!;
      const { chosenEpoch, validationByEpoch } = JSON.parse(value) as TrainedStudent;
      const accuracy = validationByEpoch[chosenEpoch - 1];
      const name = round === null ? 'final student' : round === 0 ? 'seed set' : `round ${round}`;
      return accuracy === undefined ? [] : [{ name, accuracy }];
    });
}

/** A recipe that has rounds in any of its variants: the last student of one that only takes rounds is shown too. */
function mayHaveRounds(recipe: string): boolean {
  const { data } = recipeVariants.get(recipe)!;
  return Object.values(data.variants).some(({ hasRounds }) => hasRounds);
}
