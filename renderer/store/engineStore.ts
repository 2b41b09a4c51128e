import { create } from 'zustand';
import type { ProjectSummary, Snapshot } from '../../electron/contract/snapshot.ts';
import { type Engine, EngineFailure, engine, follow } from './connection.ts';

interface EngineState {
  readonly snapshot: Snapshot | null;
  readonly isConnected: boolean;
  /** Why the engine ended last, where it is known. */
  readonly lostBecause: string | null;
  /** The last thing that went wrong, until it is put away. */
  readonly failure: EngineFailure | null;
  /** The last thing that went well, said in passing. */
  readonly notice: string | null;
}

/** What the whole page shares: the engine's state, and what there is to say about it. */
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

/** The open project; null while none is, or nothing is known yet. */
export function useProject(): ProjectSummary | null {
  return useEngine(({ snapshot }) => snapshot?.project ?? null);
}

/**
 * Has the engine do something, and shows what went wrong to the user. What a screen shows, or shows to be
 * under way, goes through react-query.
 * @returns undefined where it did
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
