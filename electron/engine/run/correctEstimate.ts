import type { RunEstimate } from '../../contract/runEstimate.ts';
import type { EstimatedRun } from './estimateRecords.ts';

/** Runs that are counted with, the newest. */
const RUNS = 5;
/** Loading models weighs too much in a run that is shorter than this share of the one to come. */
const SHORTEST = 0.1;

/**
 * Corrects what a probe measured by the runs that had an estimate with the same machine, teacher and
 * layout: by those of the same recipes, if there are any. Of the five newest, without those whose measured
 * time was less than a tenth of this one's, the median of the ratios (seconds that a run took, as a
 * multiple of what was measured before it) multiplies the time. The interval is the probe's, multiplied
 * too, and wide enough to hold each of these ratios.
 */
export function correctEstimate<Estimated extends Omit<RunEstimate, 'checks'>>(
  measured: Estimated,
  { setting, recipes }: Pick<EstimatedRun, 'setting' | 'recipes'>,
  runs: readonly EstimatedRun[],
): Estimated {
  const alike = runs.filter(
    (run) => run.setting === setting && run.measuredSeconds >= SHORTEST * measured.seconds,
  );
  const same = alike.filter((run) => run.recipes === recipes);
  const counted = (same.length > 0 ? same : alike).slice(-RUNS).map(({ ratio }) => ratio);
  if (counted.length === 0) return measured;
  const factor = median(counted);
  const { seconds, least, most, parts, notes } = measured;
  return {
    ...measured,
    parts: parts.map((part) => ({ ...part, seconds: part.seconds * factor })),
    seconds: seconds * factor,
    least: Math.min(least * factor, seconds * Math.min(...counted)),
    most: Math.max(most * factor, seconds * Math.max(...counted)),
    notes: [correctionSentence(counted.length, factor, same.length > 0), ...notes],
  };
}

function correctionSentence(runs: number, factor: number, areSame: boolean): string {
  const which = runs === 1 ? 'The last run' : `The last ${WORDS[runs]} runs`;
  const of = areSame ? 'like this' : 'with this teacher';
  return (
    `${which} ${of} took ${factor.toFixed(factor < 0.1 ? 2 : 1)} times as long as was measured before ` +
    `${runs === 1 ? 'it' : 'them'}; this estimate counts with it.`
  );
}

const WORDS = ['', '', 'two', 'three', 'four', 'five'];

function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const middle = Math.floor(sorted.length / 2);
  return sorted.length % 2 === 1 ? sorted[middle]! : (sorted[middle - 1]! + sorted[middle]!) / 2;
}
