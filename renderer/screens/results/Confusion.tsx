import type { ResultsPage } from '../../../electron/contract/results.ts';

/** The confusion matrix: counts of test texts, rows are the true labels. */
export function Confusion({ confusion }: { confusion: NonNullable<ResultsPage['confusion']> }) {
  const { title, labels, counts } = confusion;
  return (
    <section className="card stack" aria-labelledby="confusion">
      <h2 id="confusion">Confusion matrix</h2>
      <p className="muted small">{title}, on test texts. Rows are your labels.</p>
      <div className="scroll-x">
        <table className="figures">
          <thead>
            <tr>
              <td />
              {labels.map((label) => (
                <th scope="col" key={label}>
                  says {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {labels.map((label, row) => (
              <tr key={label}>
                <th scope="row">{label}</th>
                {labels.map((other, column) => (
                  <td key={other} className={row === column ? 'hit' : undefined}>
                    {counts[row]?.[column]}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}
