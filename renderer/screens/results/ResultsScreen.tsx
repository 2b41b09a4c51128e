import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { duration } from '../../../electron/contract/duration.ts';
import { nextStep } from '../../../electron/contract/nextStep.ts';
import { notTrained } from '../../../electron/contract/notTrained.ts';
import { recipeVariants } from '../../../electron/contract/recipes/recipes.ts';
import type { Report, ReportEntry } from '../../../electron/contract/report.ts';
import type { ResultsPage } from '../../../electron/contract/results.ts';
import { runTimingSentence } from '../../../electron/contract/runTiming.ts';
import { AccuracyChart } from '../../components/AccuracyChart.tsx';
import { isOffered } from '../../components/isOffered.ts';
import { percent } from '../../components/percent.ts';
import { useHasLabels } from '../../components/useHasLabels.ts';
import { attempt, useProject } from '../../store/engineStore.ts';
import { goTo } from '../../store/navigation.ts';
import { queries } from '../../store/queries.ts';
import { listRows } from '../../store/reviewStore.ts';
import { AuditFigure } from '../audit/AuditScreen.tsx';
import { Confusion } from './Confusion.tsx';
import { LearningCurves, WhatMoreBrings } from './LearningCurves.tsx';
import { ValidationErrors } from './ValidationErrors.tsx';
import { Whisker } from './Whisker.tsx';

export function ResultsScreen() {
  const hasLabels = useHasLabels();
  const { data: page } = useQuery(queries.results.page.queryOptions());
  const { data: audit } = useQuery(queries.audit.state.queryOptions());
  if (!page) return null;
  const [newest] = page.runs;
  if (!newest) {
    return (
      <div className="empty">
        <h1>No results yet</h1>
        <p className="muted">Results appear here when a run has finished.</p>
        <a className="button primary" href="#/run">
          Go to Run
        </a>
      </div>
    );
  }
  return (
    <div className="page">
      <header>
        <h1>Results</h1>
      </header>
      <div className="card stack">
        <p className="verdict">{newest.report.verdict}</p>
        <Next report={newest.report} />
        {newest.report.comparison?.curves ? (
          <WhatMoreBrings curves={newest.report.comparison.curves} />
        ) : null}
        <p className="muted">
          <a href="#/measure">Measure the rows</a>: how varied they are, which labels look wrong,
          and what they leave out.
        </p>
        {audit ? (
          <AuditFigure audit={audit} />
        ) : hasLabels ? (
          <p className="muted">
            Nobody has audited the rows. <a href="#/audit">A blind sample of 50</a> takes ten
            minutes and says how many labels are right.
          </p>
        ) : null}
      </div>
      {page.runs.map(({ id, report }) => (
        <section className="stack" key={id} aria-label={`Run ${id}`}>
          <h2>Run {id}</h2>
          <EntryTable report={report} />
          {report.comparison?.curves ? <LearningCurves curves={report.comparison.curves} /> : null}
          {withRounds(report.entries).map((recipe) => (
            <Rounds key={recipe} recipe={recipe} entries={report.entries} />
          ))}
          <details>
            <summary>Time and settings</summary>
            <ul className="notes">
              {report.phases.map(({ phase, seconds }) => (
                <li key={phase}>
                  {phase}: {duration(seconds)}
                </li>
              ))}
              {report.facts.map((fact) => (
                <li key={fact}>{fact}</li>
              ))}
              {report.timing ? <li>{runTimingSentence(report.timing)}</li> : null}
            </ul>
          </details>
        </section>
      ))}
      <div className="grid-2">
        {page.confusion ? <Confusion confusion={page.confusion} /> : null}
        <Retrain reviewed={page.reviewed} />
      </div>
      {page.errors.length > 0 ? <ValidationErrors errors={page.errors} /> : null}
    </div>
  );
}

/** The next step that the report suggests. */
function Next({ report }: { report: Report }) {
  const project = useProject();
  const { page, action, why } = nextStep(report);
  const { data: facets } = useQuery(queries.review.facets.queryOptions());
  const putDoubtedFirst = () => {
    if (page !== 'review' || !project || !facets?.doubted) return;
    void listRows(project.folder, { cleaning: 'kept' }, 'doubted');
  };
  return (
    <div className="row">
      {project && isOffered(page, project.draft.task.kind) ? (
        <a className="button primary" href={`#/${page}`} onClick={putDoubtedFirst}>
          {action}
        </a>
      ) : (
        <strong>{action}.</strong>
      )}
      <span className="muted">{why}</span>
    </div>
  );
}

function EntryTable({ report: { entries, measures, comparison } }: { report: Report }) {
  const own = entries.filter(({ recipe }) => recipe !== null);
  const yardsticks = entries.filter(({ yardstick }) => yardstick !== null);
  return (
    <div className="scroll-x">
      <table className="figures">
        <thead>
          <tr>
            <th scope="col">Student</th>
            <th scope="col">Human labels</th>
            <th scope="col">Rows kept</th>
            <th scope="col">Validation</th>
            <th scope="col">Test{measures ? `, ${measures.accuracy}` : ''}</th>
            <th scope="col">95% interval</th>
            <th scope="col">{measures?.f1 ?? 'Macro-F1'}</th>
          </tr>
        </thead>
        <tbody>
          {own.map((entry) => (
            <EntryLine key={entry.id} entry={entry} isKept={false} />
          ))}
          <tr className="group">
            <td colSpan={7}>Baselines</td>
          </tr>
          {yardsticks.map((entry) => (
            <EntryLine key={entry.id} entry={entry} isKept={entry.id === comparison?.kept} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Recipes of the report that add rows in rounds. */
function withRounds(entries: readonly ReportEntry[]): string[] {
  const ids = entries.flatMap(({ recipe }) => recipe ?? []);
  return [...new Set(ids)].filter((id) => recipeVariants.get(id)?.hasRounds);
}

/** A recipe's progress from its seed set on, if it has one. */
function Rounds({ recipe, entries }: { recipe: string; entries: readonly ReportEntry[] }) {
  const rounds = useMemo(
    () =>
      entries
        .filter((entry) => entry.recipe === recipe)
        .flatMap(({ round, validation }) =>
          validation ? [{ name: roundName(round), accuracy: validation.accuracy }] : [],
        ),
    [recipe, entries],
  );
  if (rounds.length < 2) return null;
  return (
    <figure className="stack">
      <figcaption className="small muted">
        Validation accuracy of {recipeVariants.get(recipe)?.paperName}:{' '}
        {rounds.map(({ name, accuracy }) => `${name} ${percent(accuracy)}`).join(', ')}
      </figcaption>
      <AccuracyChart points={rounds} />
    </figure>
  );
}

const roundName = (round: number) => (round === 0 ? 'seed set' : `round ${round}`);

function EntryLine({ entry, isKept }: { entry: ReportEntry; isKept: boolean }) {
  const { test, validation, humanLabels, rows } = entry;
  const fault = notTrained(entry);
  return (
    <tr>
      <th scope="row">
        {entry.title}
        {isKept ? (
          <>
            {' '}
            <span className="badge accepted">kept</span>
          </>
        ) : null}
        {fault ? <div className="small bad">{fault}</div> : null}
      </th>
      <td>{humanLabels}</td>
      <td>{rows.kept}</td>
      <td>{validation ? percent(validation.accuracy) : ''}</td>
      <td>{test ? <strong>{percent(test.accuracy)}</strong> : ''}</td>
      <td>
        {test ? (
          <span className="row end">
            <Whisker score={test} />
            <span className="small">
              {percent(test.ci95[0])} to {percent(test.ci95[1])}, n = {test.n}
            </span>
          </span>
        ) : (
          <span className="muted small">not tested</span>
        )}
      </td>
      <td>
        {test?.f1.toFixed(2)}
        {test?.f1Ci95 ? (
          <span className="muted small">
            {' '}
            {test.f1Ci95.map((bound) => bound.toFixed(2)).join(' to ')}
          </span>
        ) : null}
      </td>
    </tr>
  );
}

function Retrain({ reviewed }: { reviewed: ResultsPage['reviewed'] }) {
  const train = async (only: 'accepted' | 'notRejected') => {
    const started = await attempt(async (engine) => {
      await engine.results.retrain({ only });
      return true;
    });
    if (started) goTo('run');
  };
  return (
    <section className="card stack" aria-labelledby="retrain">
      <h2 id="retrain">Train on the reviewed rows</h2>
      <p className="muted">
        A new student learns from the rows as you reviewed them and is measured like the others.
      </p>
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={reviewed.notRejected === 0}
          onClick={() => void train('notRejected')}
        >
          On {reviewed.notRejected.toLocaleString('en')} rows nobody rejected
        </button>
        <button
          type="button"
          className="button"
          disabled={reviewed.accepted === 0}
          onClick={() => void train('accepted')}
        >
          On {reviewed.accepted.toLocaleString('en')} accepted rows
        </button>
      </div>
    </section>
  );
}
