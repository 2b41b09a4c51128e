import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { duration } from '../../components/duration.ts';
import { type Engine, EngineFailure, engine } from '../../store/connection.ts';
import { showFailure } from '../../store/engineStore.ts';

type RecipeInput = Parameters<Engine['run']['start']>[0]['recipe'];

/**
 * The estimate of a run, which the user requests because it loads and measures the models.
 * Remounted when the settings change, since another number of rows takes another time.
 */
export function Estimate({ recipe }: { recipe: RecipeInput }) {
  const probe = useRef<AbortController | null>(null);
  useEffect(() => () => probe.current?.abort(), []);
  const {
    data: estimate,
    isPending: isBusy,
    mutate: measure,
  } = useMutation({
    mutationFn: () => {
      probe.current = new AbortController();
      return engine.run.estimate({ recipe }, { signal: probe.current.signal });
    },
    onError: (error) => {
      const isCancelled = error instanceof EngineFailure && error.kind === 'cancelled';
      if (!isCancelled && !probe.current?.signal.aborted) showFailure(error);
    },
  });
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={({ currentTarget: { form } }) => {
          if (isBusy) probe.current?.abort();
          else if (!form || form.reportValidity()) measure();
        }}
      >
        {isBusy ? 'Measuring … stop' : 'How long will it take?'}
      </button>
      {estimate ? (
        <div className="estimate" role="status">
          <p>
            About <strong>{duration(estimate.seconds)}</strong> ({duration(estimate.least)} to{' '}
            {duration(estimate.most)})
            {estimate.tokens > 0 ? `, ${estimate.tokens.toLocaleString('en')} tokens written` : ''}.
          </p>
          <ul className="notes">
            {estimate.parts.map(({ what, detail, seconds }) => (
              <li key={what}>
                {what}: {duration(seconds)} ({detail})
              </li>
            ))}
            {estimate.checks.map(({ subject, state, sentence }) => (
              <li key={subject}>
                {state === 'passed' ? 'Checked' : 'Warning'}: {sentence}
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
