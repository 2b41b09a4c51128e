/** What a run is about to cost, from a probe of this machine: an estimate, and its assumptions. */
export interface RunEstimate {
  /** In the order of the run. */
  readonly parts: readonly {
    readonly what: string;
    readonly detail: string;
    readonly seconds: number;
  }[];
  readonly seconds: number;
  /** Tokens that the teacher writes. */
  readonly tokens: number;
  /** What was measured, and what was assumed. */
  readonly notes: readonly string[];
}
