import type { RunCheck } from './runCheck.ts';

/** The estimated cost of a run, from a probe of this machine, with its assumptions. */
export interface RunEstimate {
  /** In the order in which the run executes them. */
  readonly parts: readonly {
    readonly what: string;
    readonly detail: string;
    readonly seconds: number;
  }[];
  readonly seconds: number;
  /** The interval around them, from the spread of the probe's repeated calls and steps. */
  readonly least: number;
  readonly most: number;
  /** Tokens that the teacher writes. */
  readonly tokens: number;
  /** What was looked at before it. */
  readonly checks: readonly RunCheck[];
  /** What was measured, and what was assumed. */
  readonly notes: readonly string[];
}
