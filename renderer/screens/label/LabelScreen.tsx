import { useEffect, useState } from 'react';
import type { LabelTask } from '../../../electron/contract/label.ts';
import { useLabelKeys } from '../../components/useLabelKeys.ts';
import { attempt, useProject } from '../../store/engineStore.ts';

/** Labelling one's own documents blind: gold for who brings none, or too little. */
export function LabelScreen() {
  const project = useProject();
  const [task, setTask] = useState<LabelTask | null>(null);
  const [isDrawing, setIsDrawing] = useState(true);
  useEffect(() => {
    void attempt((engine) => engine.label.next()).then((answer) => {
      setTask(answer ?? null);
      setIsDrawing(false);
    });
  }, []);
  const labels = Object.keys(project?.draft.task.labels ?? {});
  const next = task?.next ?? null;
  const give = (label: string | null) => {
    if (!next) return;
    const { place } = next;
    void attempt((engine) => engine.label.give({ place, label })).then(
      (answer) => answer && setTask(answer),
    );
  };
  const undo = () =>
    void attempt((engine) => engine.label.undo()).then((answer) => answer && setTask(answer));
  useLabelKeys(labels, next !== null, give, undo);
  if (!project) return null;
  return (
    <div className="page">
      <header>
        <h1>Label</h1>
      </header>
      <p className="muted">
        Your own documents, a few of each kind in turn, with no guess beside them. Each label goes
        to one of the splits that no file of yours gives, so that all of them grow together.
      </p>
      <dl className="splits">
        {(task?.splits ?? []).map(({ split, count, suggested }) => (
          <div key={split}>
            <dt>{split}</dt>
            <dd>
              {count},{' '}
              {count < suggested ? `${suggested - count} more suggested` : 'enough for a first run'}
            </dd>
          </div>
        ))}
      </dl>
      {isDrawing ? <p className="muted">Reading your documents …</p> : null}
      {next ? (
        <section className="card stack audit-card" aria-label="Text to label">
          <p className="audit-text">{next.text}</p>
          <p className="muted small mono">{next.source}</p>
          <div className="row">
            {labels.map((label, index) => (
              <button
                type="button"
                className="button"
                key={label}
                onClick={() => give(label)}
                aria-keyshortcuts={index < 9 ? String(index + 1) : undefined}
              >
                {index < 9 ? <kbd>{index + 1}</kbd> : null} {label}
              </button>
            ))}
            <button
              type="button"
              className="button"
              onClick={() => give(null)}
              aria-keyshortcuts="0"
            >
              <kbd>0</kbd> None fits
            </button>
            <button type="button" className="button quiet" onClick={undo} aria-keyshortcuts="u">
              <kbd>u</kbd> Take the last one back
            </button>
          </div>
        </section>
      ) : null}
      {task && !next ? <p>Every document has been labelled or left out.</p> : null}
      <div className="row">
        <a className="button" href="#/run">
          Go to Run
        </a>
      </div>
    </div>
  );
}
