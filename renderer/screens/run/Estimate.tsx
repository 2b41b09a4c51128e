import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { estimateWords } from '../../../electron/contract/estimateWords.ts';
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
            <strong>{estimateWords.whole(estimate)}</strong>
          </p>
          <ul className="notes">
            {estimate.parts.map((part) => (
              <li key={part.what}>{estimateWords.part(part)}</li>
            ))}
            {estimate.checks.map((check) => (
              <li key={check.subject}>{estimateWords.check(check)}</li>
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
