import { useEffect, useRef, useState } from 'react';
import type { RunEstimate } from '../../../electron/contract/runEstimate.ts';
import { duration } from '../../components/duration.ts';
import { ask, type Engine, EngineFailure } from '../../store/connection.ts';
import { showFailure } from '../../store/engineStore.ts';

type RecipeInput = Parameters<Engine['run']['start']>[0]['recipe'];

/** What a run would take, asked for by the user: the models are loaded and tried for it. */
export function Estimate({ recipe }: { recipe: RecipeInput }) {
  const [estimate, setEstimate] = useState<RunEstimate | null>(null);
  const probe = useRef<AbortController | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const settings = JSON.stringify(recipe);
  // another number of rows takes another time
  // biome-ignore lint/correctness/useExhaustiveDependencies: forgotten when the settings change
  useEffect(() => {
    setEstimate(null);
    return () => probe.current?.abort();
  }, [settings]);
  const measure = async () => {
    const own = new AbortController();
    probe.current = own;
    setIsBusy(true);
    try {
      setEstimate(await ask((engine) => engine.run.estimate({ recipe }, { signal: own.signal })));
    } catch (error) {
      const isCancelled =
        own.signal.aborted || (error instanceof EngineFailure && error.kind === 'cancelled');
      if (!isCancelled) showFailure(error);
    }
    setIsBusy(false);
  };
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={({ currentTarget: { form } }) => {
          if (isBusy) probe.current?.abort();
          else if (!form || form.reportValidity()) void measure();
        }}
      >
        {isBusy ? 'Measuring … stop' : 'How long will it take?'}
      </button>
      {estimate ? (
        <div className="estimate" role="status">
          <p>
            About <strong>{duration(estimate.seconds)}</strong>
            {estimate.tokens > 0 ? `, ${estimate.tokens.toLocaleString('en')} tokens written` : ''}.
          </p>
          <ul className="notes">
            {estimate.parts.map(({ what, detail, seconds }) => (
              <li key={what}>
                {what}: {duration(seconds)} ({detail})
              </li>
            ))}
            {estimate.notes.map((note) => (
              <li key={note} className="muted">
                {note}
              </li>
            ))}
          </ul>
        </div>
      ) : null}
    </>
  );
}
