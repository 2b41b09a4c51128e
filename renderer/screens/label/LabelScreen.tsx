import { useEffect, useState } from 'react';
import type { LabelTask } from '../../../electron/contract/label.ts';
import { LabelButtons } from '../../components/LabelButtons.tsx';
import { useLabelKeys } from '../../components/useLabelKeys.ts';
import type { Engine } from '../../store/connection.ts';
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
  const ask = (question: (engine: Engine) => Promise<LabelTask>) => {
    // one text at a time: a second key must not label what the first one has labelled
    if (isDrawing) return;
    setIsDrawing(true);
    void attempt(question).then((answer) => {
      if (answer) setTask(answer);
      setIsDrawing(false);
    });
  };
  const give = (label: string | null) => {
    if (next) ask((engine) => engine.label.give({ place: next.place, label }));
  };
  const undo = () => ask((engine) => engine.label.undo());
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
      {isDrawing && !next ? <p className="muted">Reading your documents …</p> : null}
      {task?.splits.length === 0 ? (
        <p>Your files give all three splits already: there is nothing to label here.</p>
      ) : next ? (
        <section className="card stack audit-card" aria-label="Text to label">
          <p className="audit-text">{next.text}</p>
          <p className="muted small mono">{next.source}</p>
          <div className="row">
            <LabelButtons labels={labels} onGive={give} />
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
