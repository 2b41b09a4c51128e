import type { Draft, Split } from './draft.ts';
import type { Outgoing } from './outgoing.ts';
import type { Phase } from './phase.ts';
import type { RunTiming } from './runTiming.ts';

/**
 * The engine's state as windows show it. It is always sent whole, so that a reconnect loses
 * nothing.
 */
export interface Snapshot {
  readonly project: ProjectSummary | null;
  readonly run: RunSnapshot | null;
  readonly jobs: readonly Job[];
}

export interface ProjectSummary {
  readonly folder: string;
  readonly name: string;
  readonly draft: Draft;
  /** Number of human labels, from files and from labelling here. */
  readonly gold: Readonly<Record<Split, number | null>>;
  readonly runs: readonly RunSummary[];
  readonly rows: {
    readonly all: number;
    readonly kept: number;
    readonly open: number;
    readonly accepted: number;
    readonly rejected: number;
  };
  /** How many documents were deleted from it. */
  readonly deletions: number;
  /** What a run, an estimate, a tried prompt or a list of attributes sends to other programs; null if nothing. */
  readonly outgoing: Outgoing | null;
}

export interface RunSummary {
  readonly id: number;
  readonly state: 'running' | 'paused' | 'stopped' | 'done';
  readonly reason: string | null;
  /** Their display names. */
  readonly recipes: readonly string[];
  readonly seconds: number;
}

/** The current run, or the last one since the engine started. */
export interface RunSnapshot {
  readonly id: number | null;
  readonly state: 'running' | 'pausing' | 'paused' | 'stopped' | 'done' | 'failed';
  /** Why it stopped or failed, and what to do. */
  readonly reason: string | null;
  /** Why it begins no work now, and until when; null if it works. */
  readonly waiting: string | null;
  /** Its display name; several recipes are joined. */
  readonly recipe: string;
  readonly steps: readonly StepProgress[];
  readonly training: {
    readonly step: number;
    readonly steps: number;
    /** Null while the influence of rows is measured. */
    readonly loss: number | null;
  } | null;
  /** Newest first. */
  readonly latest: readonly { readonly text: string; readonly tokens: number }[];
  /** Rows that each cleaning filter has dropped so far, and those kept. */
  readonly kept: number;
  readonly dropped: Readonly<Record<string, number>>;
  /** Validation accuracy of each round's student, from 0 to 1. */
  readonly rounds: readonly { readonly name: string; readonly accuracy: number }[];
  readonly notes: readonly string[];
  /** Null if no estimate was made before it began. */
  readonly timing: RunTiming | null;
  /** What it sends to other programs, whatever the project's teacher is by now. */
  readonly outgoing: Outgoing | null;
}

export interface StepProgress {
  readonly key: string;
  readonly phase: Phase;
  readonly done: number;
  readonly total: number;
  /** What is counted: 'MB'; null for items. */
  readonly unit: string | null;
  readonly reused: number;
  /** Items per second of the current step; null if there is no rate yet. */
  readonly rate: number | null;
  readonly secondsLeft: number | null;
  readonly seconds: number;
}

/** A long task outside of runs: a download, a student labelling texts, a measurement of rows, or a teacher that lists attributes. */
export interface Job {
  readonly id: string;
  readonly kind: 'download' | 'use' | 'measure' | 'attributes';
  readonly title: string;
  readonly state: 'working' | 'done' | 'failed' | 'cancelled';
  /** Progress from 0 to 1. */
  readonly share: number;
  readonly detail: string;
  /** Number of results that can be looked at while it goes on: measures, lists. */
  readonly made: number;
}
