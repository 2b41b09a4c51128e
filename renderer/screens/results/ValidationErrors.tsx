import type { ResultsPage } from '../../../electron/contract/results.ts';
import { Scrollable } from '../../components/Scrollable.tsx';
import { useHasLabels } from '../../components/useHasLabels.ts';
import { useProject } from '../../store/engineStore.ts';
import { goTo } from '../../store/navigation.ts';
import { listRows } from '../../store/reviewStore.ts';

/**
 * The validation texts that the best student gets wrong, and the rows that were generated from
 * them.
 */
export function ValidationErrors({ errors }: { errors: ResultsPage['errors'] }) {
  const project = useProject();
  const hasLabels = useHasLabels();
  const review = (gold: string) => {
    if (project) void listRows(project.folder, { gold, cleaning: 'kept' });
    goTo('review');
  };
  return (
    <section className="stack" aria-labelledby="errors">
      <h2 id="errors">Validation texts it gets wrong ({errors.length})</h2>
      <p className="muted">
        Look first whether your own {hasLabels ? 'label' : 'answer'} is right. Then look at the rows
        that were made from the text: a wrong one teaches the same mistake again.
      </p>
      <Scrollable className="scroll-x bounded" label="Errors">
        <table className="figures errors">
          <thead>
            <tr>
              <th scope="col">Text</th>
              <th scope="col">Your {hasLabels ? 'label' : 'answer'}</th>
              <th scope="col">Predicted</th>
              <th scope="col">Rows made from it</th>
            </tr>
          </thead>
          <tbody>
            {errors.map(({ context, text, label, predicted, gold, rows }) => (
              <tr key={gold}>
                <td>
                  {context === undefined ? null : <p className="muted">{context}</p>}
                  {text}
                </td>
                <td>{label}</td>
                <td>{predicted}</td>
                <td>
                  {rows > 0 ? (
                    <button type="button" className="button" onClick={() => review(gold)}>
                      Review {rows === 1 ? '1 row' : `${rows} rows`}
                    </button>
                  ) : (
                    <span className="muted">no row</span>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
    </section>
  );
}
