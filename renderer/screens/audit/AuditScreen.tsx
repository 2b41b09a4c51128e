import { useQuery } from '@tanstack/react-query';
import { labelNames } from '../../../electron/contract/labelNames.ts';
import type { Audit } from '../../../electron/contract/review.ts';
import { BlindLabelButtons } from '../../components/BlindLabelButtons.tsx';
import { percent } from '../../components/percent.ts';
import { useLabelKeys } from '../../components/useLabelKeys.ts';
import { attempt, useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';
import { useTyped } from '../../store/useTyped.ts';

const SIZE = 50;

/** Labelling a random sample without seeing the rows' own labels. */
export function AuditScreen() {
  const project = useProject();
  const { data: audit = null } = useQuery(queries.audit.state.queryOptions());
  const [size, setSize] = useTyped(`audit of ${project?.folder}`, String(SIZE));
  const setAudit = async (state: Audit | undefined) => {
    if (!state) return;
    const queryKey = queries.audit.state.queryKey();
    // a response still on its way is older, and would show the last text again
    await queryClient.cancelQueries({ queryKey });
    queryClient.setQueryData(queryKey, state);
  };
  const labels = project ? labelNames(project.draft.task) : [];
  const next = audit?.next ?? null;
  const answer = (label: string | null) => {
    if (!next) return;
    void attempt((engine) => engine.audit.answer({ row: next.row, label })).then(setAudit);
  };
  useLabelKeys(labels, next !== null, answer);
  return (
    <div className="page">
      <header>
        <h1>Audit</h1>
      </header>
      <p className="muted">
        Rows that arrive with a label get waved through. Here you label a random sample blind; how
        often you agree with the rows is the figure to trust, and it heads the Results page.
      </p>
      {audit ? <AuditFigure audit={audit} /> : null}
      {next ? (
        <section className="card stack audit-card" aria-label="Text to label">
          {next.context === null ? null : <p className="muted">{next.context}</p>}
          <p className="audit-text">{next.text}</p>
          <div className="row">
            <BlindLabelButtons labels={labels} onGive={answer} />
          </div>
        </section>
      ) : (
        <form
          className="row"
          onSubmit={(event) => {
            event.preventDefault();
            void attempt((engine) => engine.audit.begin({ size: Number(size) })).then(setAudit);
          }}
        >
          <label className="row">
            Rows to sample
            <input
              className="input narrow"
              type="number"
              min={1}
              max={10000}
              required
              value={size}
              onChange={(event) => setSize(event.target.value)}
            />
          </label>
          <button type="submit" className="button primary">
            {audit ? 'Start another audit' : 'Start the audit'}
          </button>
        </form>
      )}
    </div>
  );
}

export function AuditFigure({ audit }: { audit: Audit }) {
  const { answered, agreed, size, ci95 } = audit;
  if (!ci95) return <p>Nothing answered yet, of {size}.</p>;
  return (
    <p>
      <strong>
        You agree with {agreed} of {answered} rows ({percent(agreed / answered)}%)
      </strong>
      , 95% interval {percent(ci95[0])} to {percent(ci95[1])}.
      {answered < size ? ` ${size - answered} to go.` : ''}
    </p>
  );
}
