import { randomUUID } from 'node:crypto';
import { BadInput } from '../../../models/badInput.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import type { Job } from '../../contract/snapshot.ts';
import { logFault } from '../log/log.ts';

/** Number of finished jobs that stay listed. */
const KEPT = 5;

/** What a person is told if a run is to begin beside a job of this kind; null where it may. */
const COMPETING: Readonly<Record<Job['kind'], string | null>> = {
  download: null,
  use: 'A student is labelling texts. Wait for it, or cancel it on the Use page.',
  measure: 'The rows are being measured. Wait for it, or cancel it on the Measure page.',
  attributes:
    'The teacher is listing what rows differ in. Wait for it, or cancel it on the Run page.',
};

/** Reports a job's progress: a share from 0 to 1, the current activity, and how many results there are. */
export type JobProgress = (share: number, detail: string, made?: number) => void;

/** Long tasks outside of runs, each of which can be cancelled. */
export interface Jobs {
  list(): Job[];
  /** @throws BadInput while a job competes with runs for the cores */
  requireIdle(): void;
  /** Starts work at once; the list shows how it ends. */
  start(
    what: Pick<Job, 'kind' | 'title'>,
    work: (report: JobProgress, signal: AbortSignal) => Promise<string>,
  ): void;
  cancel(id: string): void;
  /** Cancels the jobs of one kind, or all of them. */
  cancelAll(kind?: Job['kind']): void;
}

export function openJobs(onChange: () => void): Jobs {
  const jobs = new Map<string, { job: Job; control: AbortController }>();
  const set = (id: string, change: Partial<Job>) => {
    const entry = jobs.get(id);
    if (entry) jobs.set(id, { ...entry, job: { ...entry.job, ...change } });
    onChange();
  };
  return {
    list: () => [...jobs.values()].map(({ job }) => job),
    requireIdle() {
      for (const { job } of jobs.values()) {
        const busy = job.state === 'working' ? COMPETING[job.kind] : null;
        if (busy) throw new BadInput(busy);
      }
    },
    start({ kind, title }, work) {
      if ([...jobs.values()].some(({ job }) => job.title === title && job.state === 'working')) {
        throw new BadInput(`${title}: this is already running.`);
      }
      const id = randomUUID();
      const control = new AbortController();
      const job: Job = { id, kind, title, state: 'working', share: 0, detail: '', made: 0 };
      jobs.set(id, { job, control });
      const ended = [...jobs.values()].filter(({ job }) => job.state !== 'working');
      for (const { job } of ended.slice(0, -KEPT)) jobs.delete(job.id);
      onChange();
      work((share, detail, made = 0) => set(id, { share, detail, made }), control.signal).then(
        (detail) => set(id, { state: 'done', share: 1, detail }),
        (thrown: Error) => {
          const error = explainDiskFault(thrown) as Error;
          if (!control.signal.aborted) logFault(error);
          set(id, {
            state: control.signal.aborted ? 'cancelled' : 'failed',
            detail: control.signal.aborted ? 'Cancelled.' : error.message,
          });
        },
      );
    },
    cancel(id) {
      const entry = jobs.get(id);
      if (entry?.job.state !== 'working') throw new BadInput('This is no longer running.');
      entry.control.abort();
    },
    cancelAll(kind) {
      for (const { job, control } of jobs.values()) {
        if (kind === undefined || job.kind === kind) control.abort();
      }
    },
  };
}
