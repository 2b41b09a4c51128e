import type { FigureTable } from '../../../electron/contract/atAGlance.ts';
import { figureText } from '../../../electron/contract/figure.ts';
import { missingFigures } from '../../../electron/contract/measures.ts';
import { Scrollable } from '../../components/Scrollable.tsx';

/** A table of figures, with the reasons of those that are missing. */
export function Figures({ table }: { table: FigureTable }) {
  const { title, columns, lines } = table;
  return (
    <>
      <Scrollable className="scroll-x" label={`Figures: ${title}`}>
        <table className="figures measure-figures" aria-label={title}>
          <thead>
            <tr>
              <th scope="col">Texts</th>
              <th scope="col">n</th>
              {columns.map((column) => (
                <th scope="col" key={column.title}>
                  {column.title}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map((line) => (
              <tr key={line.title}>
                <th scope="row">{line.title}</th>
                <td>{line.n.toLocaleString('en')}</td>
                {columns.map((column, at) => (
                  <td key={column.title}>{figureText(line.figures[at]!, column.unit)}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </Scrollable>
      {missingFigures(table).map((reason) => (
        <p className="muted small" key={reason}>
          {reason}
        </p>
      ))}
    </>
  );
}
