import { attempt } from '../store/engineStore.ts';

/** Ends a long task that works outside of runs. */
export function CancelJob({ job }: { job: string }) {
  return (
    <button
      type="button"
      className="button"
      onClick={() => void attempt((engine) => engine.models.cancel({ job }))}
    >
      Cancel
    </button>
  );
}
