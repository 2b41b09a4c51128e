import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { ExportedFile } from '../../../electron/contract/results.ts';
import { useHasLabels } from '../../components/useHasLabels.ts';
import { queries } from '../../store/queries.ts';
import { TakeReviews } from './TakeReviews.tsx';

const KINDS = [
  { what: 'jsonl', title: 'Rows as JSONL', help: 'text, label, and the generation it comes from' },
  {
    what: 'csv',
    title: 'Rows as CSV for a spreadsheet',
    help: 'a text that would be run as a formula gets an apostrophe before it',
  },
  {
    what: 'csvPlain',
    title: 'Rows as plain CSV',
    help: 'for programs: each text exactly as it is',
  },
  { what: 'parquet', title: 'Rows as Parquet', help: 'for pandas, DuckDB and Polars' },
  {
    what: 'huggingFace',
    title: 'A Hugging Face dataset',
    help: 'a folder that load_dataset opens, with a card; the licence is left to you',
  },
  {
    what: 'labelStudio',
    title: 'Rows for Label Studio',
    help: 'tasks to go on with there; what people decide comes back below',
  },
  {
    what: 'argilla',
    title: 'Rows for Argilla',
    help: 'records with suggestions; what people decide comes back below',
  },
  {
    what: 'student',
    title: 'The newest student',
    help: 'ONNX files, whole and in eight bits, with tokenizer, config and a model card',
  },
] as const;

const OF_QUESTIONS = [
  {
    what: 'jsonl',
    title: 'Questions as JSONL',
    help: "SQuAD's form, and the generation that each comes from",
  },
  {
    what: 'student',
    title: 'The newest student',
    help: 'an ONNX file with tokenizer, config and a model card',
  },
] as const;

/** The same file may be written more than once; each time is listed. */
type Written = ExportedFile & { readonly nth: number };

type Counts = Readonly<Record<'accepted' | 'notRejected', number>>;

export function ExportScreen() {
  const [only, setOnly] = useState<keyof Counts>('accepted');
  const [written, setWritten] = useState<readonly Written[]>([]);
  const { data: counts } = useQuery(queries.export.counts.queryOptions());
  const hasLabels = useHasLabels();
  const kinds = hasLabels ? KINDS : OF_QUESTIONS;
  const write = useMutation(
    queries.export.write.mutationOptions({
      onSuccess: (file) => setWritten((before) => [{ ...file, nth: before.length }, ...before]),
    }),
  );
  const busy = write.isPending ? write.variables.what : null;
  return (
    <div className="page">
      <header>
        <h1>Export</h1>
      </header>
      <fieldset className="stack">
        <legend>
          <h2>Which rows</h2>
        </legend>
        <Choice
          isChosen={only === 'accepted'}
          onChoose={() => setOnly('accepted')}
          title="Only those that people accepted"
          count={counts?.accepted}
        />
        <Choice
          isChosen={only === 'notRejected'}
          onChoose={() => setOnly('notRejected')}
          title="All that cleaning kept and nobody rejected"
          count={counts?.notRejected}
        />
      </fieldset>
      <div className="grid-2">
        {kinds.map(({ what, title, help }) => (
          <div className="card stack" key={what}>
            <h3>{title}</h3>
            <p className="muted small">{help}</p>
            <div className="row">
              <button
                type="button"
                className="button"
                disabled={busy !== null || (what !== 'student' && counts?.[only] === 0)}
                onClick={() => write.mutate({ what, only })}
              >
                {busy === what ? 'Writing …' : buttonText(what, counts?.[only])}
              </button>
            </div>
          </div>
        ))}
      </div>
      <div role="status">
        {written.map(({ path, rows, nth }) => (
          <p key={nth} className="small">
            Written{rows === null ? '' : `, ${rows.toLocaleString('en')} rows`}:{' '}
            <span className="mono">{path}</span>
          </p>
        ))}
      </div>
      {hasLabels ? <TakeReviews /> : null}
    </div>
  );
}

function Choice({
  title,
  count,
  isChosen,
  onChoose,
}: {
  title: string;
  count: number | undefined;
  isChosen: boolean;
  onChoose: () => void;
}) {
  return (
    <label className="row">
      <input type="radio" name="only" checked={isChosen} onChange={onChoose} />
      {title}: {count === undefined ? '…' : count.toLocaleString('en')}
    </label>
  );
}

function buttonText(what: string, count: number | undefined): string {
  if (what === 'student' || count === undefined) return 'Write it';
  return count === 1 ? 'Write 1 row' : `Write ${count.toLocaleString('en')} rows`;
}
