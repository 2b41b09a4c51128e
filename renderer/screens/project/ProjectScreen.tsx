import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { useProject } from '../../store/engineStore.ts';
import { queries } from '../../store/queries.ts';
import { EditProject } from './EditProject.tsx';
import { SplitTable } from './SplitTable.tsx';
import { taskForms } from './taskForms.ts';

/** The project's settings and data. */
export function ProjectScreen() {
  const project = useProject();
  const { mutate: check, data: found } = useMutation(queries.files.checkGold.mutationOptions());
  const [isEditing, setIsEditing] = useState(false);
  if (!project) return null;
  const { draft, folder, name, gold, rows } = project;
  const { hasLabels } = taskForms[draft.task.kind];
  return (
    <div className="page">
      <header>
        <h1>{name}</h1>
        <span className="muted small mono">{folder}</span>
        {isEditing ? null : (
          <button type="button" className="button" onClick={() => setIsEditing(true)}>
            Change …
          </button>
        )}
      </header>
      {isEditing ? <EditProject saved={draft} onDone={() => setIsEditing(false)} /> : null}
      <div className="grid-2">
        <section className="card stack">
          <h2>{hasLabels ? 'Labels' : 'Questions'}</h2>
          {hasLabels ? (
            <dl className="pairs">
              {draft.task.labels.map(({ name: label, meaning }) => (
                <div key={label}>
                  <dt>{label}</dt>
                  <dd>{meaning}</dd>
                </div>
              ))}
            </dl>
          ) : (
            <p>Each is answered by a part of a text.</p>
          )}
          <p className="muted small">Prompts: {draft.task.prompts}</p>
        </section>
        <section className="card stack">
          <h2>Rows</h2>
          <dl className="pairs">
            <div>
              <dt>kept by cleaning</dt>
              <dd>
                {rows.kept} of {rows.all}
              </dd>
            </div>
            <div>
              <dt>accepted</dt>
              <dd>{rows.accepted}</dd>
            </div>
            <div>
              <dt>rejected</dt>
              <dd>{rows.rejected}</dd>
            </div>
            <div>
              <dt>to review</dt>
              <dd>{rows.open}</dd>
            </div>
          </dl>
        </section>
        <section className="card stack">
          <h2>Labelled examples</h2>
          <dl className="pairs">
            {(['seed', 'validation', 'test'] as const).map((split) => (
              <div key={split}>
                <dt>{split}</dt>
                <dd>
                  {gold[split] ?? (draft.gold[split] ? 'counted at the first run' : 'none')}
                  <span className="muted small mono">
                    {' '}
                    {draft.gold[split]?.file.split(/[\\/]/).at(-1)}
                  </span>
                </dd>
              </div>
            ))}
          </dl>
          <div className="row">
            <button type="button" className="button" onClick={() => check({ draft })}>
              Check the files
            </button>
          </div>
        </section>
        <section className="card stack">
          <h2>Models and documents</h2>
          <dl className="pairs">
            <div>
              <dt>teacher</dt>
              <dd>{draft.teacher ?? 'none'}</dd>
            </div>
            {draft.base === undefined ? null : (
              <div>
                <dt>base model</dt>
                <dd>{draft.base}</dd>
              </div>
            )}
            <div>
              <dt>encoder</dt>
              <dd>{draft.encoder}</dd>
            </div>
            {draft.tagger === undefined ? null : (
              <div>
                <dt>tagger</dt>
                <dd>{draft.tagger}</dd>
              </div>
            )}
            <div>
              <dt>student</dt>
              <dd>
                {draft.student.model}, {draft.student.epochs} epochs
              </dd>
            </div>
            <div>
              <dt>documents</dt>
              <dd>
                {draft.corpus.map(({ file }) => file.split(/[\\/]/).at(-1)).join(', ') || 'none'}
              </dd>
            </div>
          </dl>
        </section>
      </div>
      {found ? <SplitTable check={found} /> : null}
    </div>
  );
}
