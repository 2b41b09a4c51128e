import { create } from 'zustand';
import type { ProjectSummary, Snapshot } from '../../electron/contract/snapshot.ts';
import { type Engine, EngineFailure, engine, follow } from './connection.ts';

interface EngineState {
  readonly snapshot: Snapshot | null;
  readonly isConnected: boolean;
  /** Why the engine last ended, if known. */
  readonly lostBecause: string | null;
  /** The last error, until the user dismisses it. */
  readonly failure: EngineFailure | null;
  /** The last success message, shown briefly. */
  readonly notice: string | null;
}

/** State shared by the whole page: the engine's state, and messages about it. */
export const useEngine = create<EngineState>(() => ({
  snapshot: null,
  isConnected: false,
  lostBecause: null,
  failure: null,
  notice: null,
}));

export function followEngine(): void {
  void follow(
    (snapshot) =>
      useEngine.setState(({ failure }) => ({
        snapshot,
        isConnected: true,
        failure: failure?.kind === 'lost' ? null : failure,
      })),
    (reason) => useEngine.setState({ isConnected: false, lostBecause: reason ?? null }),
  );
}

const NO_JOBS: Snapshot['jobs'] = [];

export function useJobs(): Snapshot['jobs'] {
  return useEngine(({ snapshot }) => snapshot?.jobs ?? NO_JOBS);
}

/** The open project; null if none is open, or nothing is known yet. */
export function useProject(): ProjectSummary | null {
  return useEngine(({ snapshot }) => snapshot?.project ?? null);
}

/**
 * Calls the engine, and shows errors to the user. Data and progress that a screen shows go through
 * react-query instead.
 * @returns undefined after an error
 */
export async function attempt<Answer>(
  question: (engine: Engine) => Promise<Answer>,
): Promise<Answer | undefined> {
  try {
    return await question(engine);
  } catch (error) {
    showFailure(error);
    return undefined;
  }
}

export function showFailure(error: unknown): void {
  const failure =
    error instanceof EngineFailure ? error : new EngineFailure('fault', (error as Error).message);
  useEngine.setState({ failure });
}

export function say(notice: string): void {
  useEngine.setState({ notice });
}

export function dismiss(): void {
  useEngine.setState({ failure: null, notice: null });
}
