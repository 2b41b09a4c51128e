import './measure.css';
import { useMutation, useQuery } from '@tanstack/react-query';
import { atAGlance } from '../../../electron/contract/atAGlance.ts';
import type { MeasuresPage } from '../../../electron/contract/measures.ts';
import { CancelJob } from '../../components/CancelJob.tsx';
import { attempt, useJobs, useProject } from '../../store/engineStore.ts';
import { goTo } from '../../store/navigation.ts';
import { queries } from '../../store/queries.ts';
import { listRows } from '../../store/reviewStore.ts';
import { Figures } from './Figures.tsx';
import { PanelCard } from './PanelCard.tsx';

/** What the rows themselves are like, and which of them a person should look at. */
export function MeasureScreen() {
  const { data: page } = useQuery(queries.measures.page.queryOptions());
  if (page === undefined) return null;
  if (page === null || page.sets.length === 0) {
    return (
      <div className="empty">
        <h1>Nothing to measure yet</h1>
        <p className="muted">
          A run writes rows. Here you see how varied they are, whether they repeat your texts, which
          labels look wrong, and what to do about it.
        </p>
        <a className="button primary" href="#/run">
          Go to Run
        </a>
      </div>
    );
  }
  return <Measures page={page} />;
}

/** Writes results and measures as one page, and says where it is. */
function SaveReport() {
  const save = useMutation(queries.measures.report.mutationOptions());
  return (
    <div className="row">
      <button
        type="button"
        className="button"
        disabled={save.isPending}
        onClick={() => save.mutate({})}
      >
        Save the report as a page
      </button>
      <span className="muted small" role="status">
        {save.data ? (
          <>
            Written: <span className="mono">{save.data.path}</span>. A browser prints it as PDF.
          </>
        ) : (
          'Results and measures in one HTML file, without any of your texts.'
        )}
      </span>
    </div>
  );
}

function Measures({ page }: { page: MeasuresPage }) {
  const { sets, panels, outdated } = page;
  const glance = atAGlance(page);
  const folder = useProject()?.folder;
  const review = (rows: readonly number[]) => {
    if (folder === undefined) return;
    void listRows(folder, { rows: [...rows] });
    goTo('review');
  };
  return (
    <div className="page">
      <header>
        <h1>Measure</h1>
      </header>
      <p className="muted">
        What the rows themselves are like, whatever a student learns from them. Measured texts:{' '}
        {sets.map(({ title, n }) => `${title} ${n.toLocaleString('en')}`).join(', ')}.
      </p>
      <Begin isFirst={panels.length === 0} isDue={outdated.length > 0} />
      {glance ? (
        <section className="card stack" aria-labelledby="measure-glance">
          <h2 id="measure-glance">{glance.title}</h2>
          <Figures table={glance} />
        </section>
      ) : null}
      {panels.map((panel) => (
        <PanelCard
          key={panel.name}
          panel={panel}
          isOutdated={outdated.includes(panel.name)}
          onReview={review}
        />
      ))}
      {panels.length > 0 ? <SaveReport /> : null}
    </div>
  );
}

/** Starts the measurement, and shows how far it is. */
function Begin({ isFirst, isDue }: { isFirst: boolean; isDue: boolean }) {
  const job = useJobs().findLast(({ kind }) => kind === 'measure');
  const isWorking = job?.state === 'working';
  return (
    <div className="stack">
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={isWorking || !isDue}
          onClick={() => void attempt((engine) => engine.measures.begin())}
        >
          {isWorking ? 'Measuring …' : isFirst ? 'Measure the rows' : 'Measure again'}
        </button>
        {isWorking ? <CancelJob job={job.id} /> : null}
        <span className="muted figures-text" role="status">
          {isWorking ? job.detail : isDue ? '' : 'Nothing has changed since the last measurement.'}
        </span>
        {job?.state === 'failed' ? (
          <span className="bad-text" role="alert">
            {job.detail}
          </span>
        ) : null}
      </div>
      {isWorking ? <progress value={job.share} max={1} aria-label={job.title} /> : null}
    </div>
  );
}
