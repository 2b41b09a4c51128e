import { duration } from './duration.ts';
import type { RunEstimate } from './runEstimate.ts';

/** What a run was estimated to take before it began, beside what it took. */
export interface RunTiming {
  readonly estimated: Pick<RunEstimate, 'seconds' | 'least' | 'most'>;
  /** Whether the run, or a part of it, worked with another layout, teacher or GPU than was estimated. */
  readonly isOfOtherLayout: boolean;
  /** Seconds of work, without pauses and waits; null until the run is done. */
  readonly seconds: number | null;
  /** Seconds that earlier runs had worked on steps that this one found done. */
  readonly earlierSeconds: number;
}

/** 'Estimated: 12 min (10 min to 14 min). It took 15 min.' */
export function runTimingSentence({
  estimated,
  isOfOtherLayout,
  seconds,
  earlierSeconds,
}: RunTiming): string {
  const { seconds: about, least, most } = estimated;
  const interval = `${duration(about)} (${duration(least)} to ${duration(most)})`;
  const where = isOfOtherLayout ? ', for another layout' : '';
  if (seconds === null) return `Estimated before it began${where}: ${interval}.`;
  const earlier =
    earlierSeconds >= 1
      ? ` Earlier runs had spent ${duration(earlierSeconds)} on steps that it found done.`
      : '';
  return `Estimated${where}: ${interval}. It took ${duration(seconds)}.${earlier}`;
}
