import type { GoldCheck } from '../../../electron/contract/forms.ts';

/** The number of examples of each label in every split. */
export function SplitTable({ check }: { check: GoldCheck }) {
  const labels = [
    ...new Set(Object.values(check.splits).flatMap((counts) => Object.keys(counts ?? {}))),
  ];
  return (
    <section className="card stack" aria-label="What was found">
      <h3>What was found</h3>
      <div className="scroll-x">
        <table className="figures">
          <thead>
            <tr>
              <th scope="col">Split</th>
              {labels.map((label) => (
                <th scope="col" key={label}>
                  {label}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {Object.entries(check.splits).map(([split, counts]) => (
              <tr key={split}>
                <th scope="row">{split}</th>
                {labels.map((label) => (
                  <td key={label}>{counts ? (counts[label] ?? 0) : 'none given'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {check.documents === null ? null : (
        <p className="muted small">
          {check.documents.toLocaleString('en')} documents
          {check.duplicates > 0 ? `, ${check.duplicates} exact duplicates left out` : ''}.
        </p>
      )}
      <p className="muted small">No text is in two splits.</p>
    </section>
  );
}
