import { useState } from 'react';
import type { ExportedFile } from '../../../electron/contract/results.ts';
import { attempt, useProject } from '../../store/engineStore.ts';

const KINDS = [
  { what: 'jsonl', title: 'Rows as JSONL', help: 'text, label, and the generation it comes from' },
  { what: 'csv', title: 'Rows as CSV', help: 'opens in a spreadsheet' },
  {
    what: 'parquet',
    title: 'Rows as Parquet',
    help: 'for datasets.load_dataset("parquet", data_files=…), pandas and DuckDB',
  },
  {
    what: 'labelStudio',
    title: 'Rows for Label Studio',
    help: 'a task list with annotations: <Text name="text"/>, <Choices name="label" toName="text">',
  },
  {
    what: 'student',
    title: 'The newest student',
    help: 'model.onnx, tokenizer.json and config.json, for plain ONNX Runtime or Transformers.js',
  },
] as const;

export function ExportScreen() {
  const project = useProject();
  const [only, setOnly] = useState<'accepted' | 'notRejected'>('accepted');
  const [busy, setBusy] = useState<string | null>(null);
  const [written, setWritten] = useState<readonly ExportedFile[]>([]);
  const write = async (what: (typeof KINDS)[number]['what']) => {
    setBusy(what);
    const file = await attempt((engine) => engine.export.write({ what, only }));
    setBusy(null);
    if (file) setWritten((before) => [file, ...before]);
  };
  const { accepted = 0, kept = 0 } = project?.rows ?? {};
  return (
    <div className="page">
      <header>
        <h1>Export</h1>
      </header>
      <fieldset className="stack">
        <legend>
          <h2>Which rows</h2>
        </legend>
        <label className="row">
          <input
            type="radio"
            name="only"
            checked={only === 'accepted'}
            onChange={() => setOnly('accepted')}
          />
          Only accepted ones: {accepted.toLocaleString('en')}
        </label>
        <label className="row">
          <input
            type="radio"
            name="only"
            checked={only === 'notRejected'}
            onChange={() => setOnly('notRejected')}
          />
          All that cleaning kept and nobody rejected, of {kept.toLocaleString('en')}
        </label>
      </fieldset>
      <div className="grid-2">
        {KINDS.map(({ what, title, help }) => (
          <div className="card stack" key={what}>
            <h3>{title}</h3>
            <p className="muted small">{help}</p>
            <div className="row">
              <button
                type="button"
                className="button"
                disabled={busy !== null}
                onClick={() => void write(what)}
              >
                {busy === what ? 'Writing …' : 'Write it'}
              </button>
            </div>
          </div>
        ))}
      </div>
      <div role="status">
        {written.map(({ path, rows }, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same file may be written twice
          <p key={index} className="small">
            Written{rows === null ? '' : `, ${rows.toLocaleString('en')} rows`}:{' '}
            <span className="mono">{path}</span>
          </p>
        ))}
      </div>
    </div>
  );
}
