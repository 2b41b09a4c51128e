import './use.css';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { StudentSummary } from '../../../electron/contract/results.ts';
import type { useOrders } from '../../../electron/contract/use.ts';
import { CancelJob } from '../../components/CancelJob.tsx';
import { Field } from '../../components/Field.tsx';
import { percent } from '../../components/percent.ts';
import { attempt, say, useJobs, useProject } from '../../store/engineStore.ts';
import { chooseLabelOrder } from '../../store/labelOrder.ts';
import { goTo } from '../../store/navigation.ts';
import { queries } from '../../store/queries.ts';
import { useTyped } from '../../store/useTyped.ts';
import { LabelledTable } from './LabelledTable.tsx';
import { SourceFields, sourceOf, type UseSourceForm } from './SourceFields.tsx';
import { ThresholdFields } from './ThresholdFields.tsx';

/** Applies a student to pasted text, a file or the project's documents. */
export function UseScreen() {
  const { data: students } = useQuery(queries.use.students.queryOptions());
  if (!students) return null;
  if (students.length === 0) {
    return (
      <div className="empty">
        <h1>No student yet</h1>
        <p className="muted">A run that finishes leaves one here, ready to label texts.</p>
        <a className="button primary" href="#/run">
          Go to Run
        </a>
      </div>
    );
  }
  return <Students students={students} />;
}

/** Initially the newest one; a student that a run adds later does not replace it. */
function Students({ students }: { students: readonly StudentSummary[] }) {
  const [student, setStudent] = useState(students[0]!.id);
  return (
    <div className="page">
      <header>
        <h1>Use a student</h1>
      </header>
      <Field label="Student">
        {(ids) => (
          <select
            {...ids}
            className="input path"
            value={student}
            onChange={(event) => setStudent(event.target.value)}
          >
            {students.map(({ id, title, run, testAccuracy, isKept }) => (
              <option key={id} value={id}>
                {title}, run {run}
                {testAccuracy === null ? '' : `, ${percent(testAccuracy)} on test`}
                {isKept ? ', kept' : ''}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Labelling student={student} />
    </div>
  );
}

const NO_TEXTS: UseSourceForm = { kind: 'pasted', text: '', file: null };

function Labelling({ student }: { student: string }) {
  const project = useProject();
  const hasCorpus = (project?.draft.corpus.length ?? 0) > 0;
  const [form, setForm] = useTyped(`texts for a student of ${project?.folder}`, NO_TEXTS);
  const [threshold, setThreshold] = useState(0);
  const job = useJobs().findLast(({ kind }) => kind === 'use');
  const isWorking = job?.state === 'working';
  const source = sourceOf(form);
  const begin = () => {
    if (source) void attempt((engine) => engine.use.begin({ student, source }));
  };
  return (
    <>
      <form
        className="stack"
        onSubmit={(event) => {
          event.preventDefault();
          begin();
        }}
      >
        <SourceFields
          form={form}
          hasCorpus={hasCorpus}
          onChange={(part) => setForm((before) => ({ ...before, ...part }))}
        />
        <div className="row">
          <button type="submit" className="button primary" disabled={!source || isWorking}>
            {isWorking ? 'Labelling …' : 'Label the texts'}
          </button>
          {isWorking ? (
            <>
              <CancelJob job={job.id} />
              <span className="muted figures-text">{job.detail}</span>
            </>
          ) : null}
          {job?.state === 'failed' ? <span className="bad-text">{job.detail}</span> : null}
        </div>
        {isWorking ? <progress value={job.share} max={1} aria-label={job.title} /> : null}
      </form>
      <ThresholdFields student={student} threshold={threshold} onChange={setThreshold} />
      <Labelled key={job?.id} job={job?.id ?? ''} threshold={threshold} />
    </>
  );
}

/** @param job the job that labelled the texts: another job has labelled other texts */
function Labelled({ job, threshold }: { job: string; threshold: number }) {
  const [order, setOrder] = useState<(typeof useOrders)[number]>('given');
  const { data: summary } = useQuery(
    queries.use.summary.queryOptions({
      input: { threshold },
      queryKey: [...queries.use.summary.key({ input: { threshold } }), job],
      placeholderData: keepPreviousData,
    }),
  );
  const [saved, setSaved] = useState<{ path: string; threshold: number; done: number }>();
  if (!summary || summary.done === 0) return null;
  const { total, done, open, counts, source } = summary;
  const save = async () => {
    const file = await attempt((engine) => engine.use.save({ threshold }));
    if (file) setSaved({ path: file.path, threshold, done });
  };
  // a result for another threshold, or for fewer texts, does not match the table
  const isSaved = saved?.threshold === threshold && saved.done === done;
  const labelUncertain = async () => {
    const outcome = await attempt((engine) => engine.use.labelUncertain({ threshold }));
    if (!outcome) return;
    if (outcome.queued === 0) return say(outcome.sentence);
    chooseLabelOrder('uncertainty', outcome.sentence);
    goTo('label');
  };
  return (
    <section className="stack" aria-labelledby="labelled">
      <h2 id="labelled">
        {done === total
          ? `${done.toLocaleString('en')} texts`
          : `${done.toLocaleString('en')} of ${total.toLocaleString('en')} texts`}
        , from {source}
      </h2>
      <p className="figures-text">
        {Object.entries(counts)
          .toSorted(([, a], [, b]) => b - a)
          .map(([label, count]) => `${label} ${count.toLocaleString('en')}`)
          .concat(`left open ${open.toLocaleString('en')}`)
          .join(' · ')}
      </p>
      <div className="row">
        <button type="button" className="button" onClick={() => void save()}>
          Save as CSV
        </button>
        <button
          type="button"
          className="button"
          disabled={open === 0}
          onClick={() => void labelUncertain()}
        >
          Label the uncertain ones
        </button>
        <label className="row">
          <input
            type="checkbox"
            checked={order === 'leastCertain'}
            onChange={(event) => setOrder(event.target.checked ? 'leastCertain' : 'given')}
          />
          Least certain first
        </label>
      </div>
      <p role="status" className="small">
        {isSaved ? (
          <>
            Saved: <span className="mono">{saved.path}</span>
          </>
        ) : null}
      </p>
      <LabelledTable job={job} total={done} threshold={threshold} order={order} />
    </section>
  );
}
