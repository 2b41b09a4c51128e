import { openProject } from '../project/project.ts';

export interface ProjectStatus {
  readonly runs: readonly {
    readonly id: number;
    readonly state: 'running' | 'paused' | 'stopped' | 'done';
    readonly reason: string | null;
    readonly seconds: number;
  }[];
  /** The steps of the last run, in the order in which they started. */
  readonly steps: readonly {
    readonly key: string;
    readonly done: boolean;
    /** Items recorded, for a collection. */
    readonly items: number;
    /** Items that the run needs; 1 for a single step. */
    readonly total: number;
    readonly seconds: number;
  }[];
}

/**
 * Reports how far a project is. A run that was killed still counts as 'running': it resumes with
 * the next run.
 */
export async function statusOf(folder: string): Promise<ProjectStatus> {
  const { database, close } = await openProject(folder, { create: false });
  try {
    const runs = database.all<ProjectStatus['runs'][number]>(
      'SELECT id, state, reason, seconds FROM runs ORDER BY id',
    );
    const steps = database.all<{
      key: string;
      done: number;
      items: number;
      total: number;
      seconds: number;
    }>(
      `SELECT key, seconds, items, total, value IS NOT NULL OR (total > 0 AND items >= total) AS done
       FROM (SELECT *, (SELECT count(*) FROM items WHERE items.step = steps.id) AS items FROM steps) AS steps JOIN run_steps ON run_steps.step = steps.id
       WHERE run = (SELECT max(id) FROM runs) ORDER BY steps.id`,
    );
    return { runs, steps: steps.map((step) => ({ ...step, done: step.done === 1 })) };
  } finally {
    close();
  }
}
