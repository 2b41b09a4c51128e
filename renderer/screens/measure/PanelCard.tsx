import { useQuery } from '@tanstack/react-query';
import type { MeasurePanel, Worklist } from '../../../electron/contract/measures.ts';
import { rowCount } from '../../components/rowCount.ts';
import { queries } from '../../store/queries.ts';
import { Figures } from './Figures.tsx';
import { PointMap } from './PointMap.tsx';

interface Props {
  readonly panel: MeasurePanel;
  /** Whether its texts have changed since it was made. */
  readonly isOutdated: boolean;
  readonly onReview: (rows: readonly number[]) => void;
}

/** One measure: its figures, its picture, what they mean, and the rows to look at. */
export function PanelCard({ panel, isOutdated, onReview }: Props) {
  const { name, title, tells, doesNotTell, whatToDo, madeWith, notes, worklists, missing } = panel;
  const id = `measure-${name}`;
  return (
    <section className="card stack" aria-labelledby={id}>
      <div className="row apart">
        <h2 id={id}>{title}</h2>
        {isOutdated ? <span className="badge skipped">before your last changes</span> : null}
      </div>
      <p className="measure-tells">{tells}</p>
      {panel.lines.length > 0 ? <Figures table={panel} /> : null}
      {panel.hasMap ? <PanelMap panel={panel} onReview={onReview} /> : null}
      {worklists.length > 0 ? (
        <ul className="worklists">
          {worklists.map((list) => (
            <WorklistLine key={list.title} list={list} onReview={onReview} />
          ))}
        </ul>
      ) : null}
      {missing.map(({ what, page, action }) => (
        <p className="row" key={what}>
          <a className="button" href={`#/${page}`}>
            {action}
          </a>
          <span>{what}</span>
        </p>
      ))}
      <dl className="measure-words small">
        <dt>What to do</dt>
        <dd>{whatToDo}</dd>
        <dt>What it does not tell</dt>
        <dd>{doesNotTell}</dd>
        <dt>Made with</dt>
        <dd>{madeWith}</dd>
      </dl>
      {notes.length > 0 ? (
        <ul className="notes small">
          {notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      ) : null}
    </section>
  );
}

function PanelMap({ panel, onReview }: Pick<Props, 'panel' | 'onReview'>) {
  const { name, title } = panel;
  const { data: points } = useQuery(queries.measures.map.queryOptions({ input: { name } }));
  return points ? <PointMap title={title} points={points} onReview={onReview} /> : <MapPlace />;
}

/** Keeps the place of a picture that is on its way. */
function MapPlace() {
  return <div className="map-pane" aria-hidden="true" />;
}

function WorklistLine({
  list: { title, advice, rows },
  onReview,
}: {
  list: Worklist;
  onReview: Props['onReview'];
}) {
  return (
    <li className="row">
      <button type="button" className="button" onClick={() => onReview(rows)}>
        Review {rowCount(rows.length)}
      </button>
      <strong>{title}</strong>
      <span className="muted">{advice}</span>
    </li>
  );
}
