import { estimateWords } from '../../../electron/contract/estimateWords.ts';
import { useStoppable } from '../../components/useStoppable.ts';
import { type Engine, engine } from '../../store/connection.ts';

type RecipeInput = Parameters<Engine['run']['start']>[0]['recipe'];

/**
 * The estimate of a run, which the user requests because it loads and measures the models.
 * Remounted when the settings change, since another number of rows takes another time.
 */
export function Estimate({ recipe }: { recipe: RecipeInput }) {
  const {
    data: estimate,
    isBusy,
    begin,
    stop,
  } = useStoppable((signal) => engine.run.estimate({ recipe }, { signal }));
  return (
    <>
      <button
        type="button"
        className="button"
        onClick={({ currentTarget: { form } }) => {
          if (isBusy) stop();
          else if (!form || form.reportValidity()) begin();
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
