import { duration } from '../../../electron/contract/duration.ts';
import { runTimingSentence } from '../../../electron/contract/runTiming.ts';
import type { RunSnapshot, StepProgress } from '../../../electron/contract/snapshot.ts';
import { AccuracyChart } from '../../components/AccuracyChart.tsx';
import { percent } from '../../components/percent.ts';
import { stepTitle } from '../../components/stepTitle.ts';
import { attempt } from '../../store/engineStore.ts';

const STATES: Readonly<Record<RunSnapshot['state'], string>> = {
  running: 'running',
  pausing: 'pausing: calls in flight are finished',
  paused: 'paused',
  stopped: 'stopped',
  done: 'done',
  failed: 'stopped by an error',
};

/** A run in progress, and how it ended. */
export function RunProgress({ run }: { run: RunSnapshot }) {
  const works = run.state === 'running';
  return (
    <section className="stack" aria-label="The run">
      <div className="row">
        <h2>{run.recipe}</h2>
        <span className="badge" role="status">
          {works && run.waiting ? 'waiting' : STATES[run.state]}
        </span>
        {works ? (
          <>
            <button
              type="button"
              className="button"
              onClick={() => void attempt((engine) => engine.run.pause())}
            >
              Pause
            </button>
            <button
              type="button"
              className="button danger"
              onClick={() => void attempt((engine) => engine.run.stop())}
            >
              Stop and free memory
            </button>
          </>
        ) : null}
        {run.state === 'done' ? (
          <>
            <a className="button primary" href="#/review">
              Review the rows
            </a>
            <a className="button" href="#/results">
              See the results
            </a>
          </>
        ) : null}
      </div>
      {run.waiting ? (
        <p className="notice" role="status">
          <span>{run.waiting}</span>
        </p>
      ) : null}
      {run.timing ? <p>{runTimingSentence(run.timing)}</p> : null}
      {run.reason ? (
        <p className="notice bad" role="alert">
          <span>{run.reason}</span>
        </p>
      ) : null}
      <div className="grid-2 halves">
        <div className="card stack">
          <h3>Steps</h3>
          <Steps run={run} />
        </div>
        <div className="card stack">
          <h3>Rows as they are written</h3>
          {run.latest.length === 0 ? (
            <p className="muted">
              {works ? 'Rows appear here as they are written.' : 'This run wrote none.'}
            </p>
          ) : (
            <ol className="latest">
              {run.latest.map(({ text }, index) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: a window on the newest few
                <li key={index}>{text}</li>
              ))}
            </ol>
          )}
        </div>
        <div className="card stack">
          <h3>What cleaning kept</h3>
          <dl className="pairs">
            <div>
              <dt>kept</dt>
              <dd>{run.kept}</dd>
            </div>
            {Object.entries(run.dropped).map(([filter, count]) => (
              <div key={filter}>
                <dt>{filter}</dt>
                <dd>{count}</dd>
              </div>
            ))}
          </dl>
        </div>
        <div className="card stack">
          <h3>Validation accuracy</h3>
          {run.rounds.length === 0 ? (
            <p className="muted">
              {works
                ? 'The accuracy of the student of each round appears here.'
                : 'This run had no rounds; its students are in Results.'}
            </p>
          ) : (
            <>
              <AccuracyChart points={run.rounds} />
              <p className="muted small">
                {run.rounds.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`).join(', ')}.
                These texts chose the student and gave the mistakes; trust the test figure.
              </p>
            </>
          )}
        </div>
      </div>
      {run.notes.length > 0 ? (
        <details>
          <summary>Notes ({run.notes.length})</summary>
          <ul className="notes">
            {run.notes.map((note) => (
              <li key={note}>{note}</li>
            ))}
          </ul>
        </details>
      ) : null}
    </section>
  );
}

function Steps({ run }: { run: RunSnapshot }) {
  const done = run.steps.filter(({ done, total }) => done >= total);
  const open = run.steps.filter(({ done, total }) => done < total);
  return (
    <div className="stack">
      {open.map((step) => (
        <StepBar key={step.key} step={step} training={run.training} />
      ))}
      <details>
        <summary>{done.length} done</summary>
        <ul className="notes">
          {done.map((step) => (
            <li key={step.key}>
              {stepTitle(step)} ({step.key}):{' '}
              {step.reused === step.total ? 'reused' : duration(step.seconds)}
            </li>
          ))}
        </ul>
      </details>
    </div>
  );
}

function StepBar({ step, training }: { step: StepProgress; training: RunSnapshot['training'] }) {
  const isTraining = training !== null && step.phase === 'train';
  const done = isTraining ? training.step : step.done;
  const total = isTraining ? training.steps : step.total;
  const rate = isTraining
    ? training.loss === null
      ? `influence of rows, ${done} of ${total}`
      : `step ${done} of ${total}, loss ${training.loss.toFixed(3)}`
    : [
        `${done} of ${total}${step.unit === null ? '' : ` ${step.unit}`}`,
        step.rate === null ? '' : `${step.rate.toFixed(1)} a second`,
        step.secondsLeft === null ? '' : `${duration(step.secondsLeft)} left`,
      ]
        .filter(Boolean)
        .join(', ');
  return (
    <div className="stack">
      <div className="row spread">
        <span>
          {stepTitle(step)} <span className="muted mono">{step.key}</span>
        </span>
        <span className="muted small figures-text">{rate}</span>
      </div>
      <progress value={done} max={total} aria-label={step.key} />
    </div>
  );
}
