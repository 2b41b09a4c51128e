import { keepPreviousData, useMutation, useQuery } from '@tanstack/react-query';
import type { LabelTask } from '../../../electron/contract/label.ts';
import { labelNames } from '../../../electron/contract/labelNames.ts';
import { BlindLabelButtons } from '../../components/BlindLabelButtons.tsx';
import { useLabelKeys } from '../../components/useLabelKeys.ts';
import { type Engine, engine } from '../../store/connection.ts';
import { useProject } from '../../store/engineStore.ts';
import { useLabelOrder } from '../../store/labelOrder.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';
import { OrderSwitch } from './OrderSwitch.tsx';

/** Blind labelling of the user's own documents, for users who have no gold or too little. */
export function LabelScreen() {
  const project = useProject();
  const { order, note } = useLabelOrder();
  const drawn = useQuery(
    queries.label.next.queryOptions({
      input: { order },
      // the counts stay visible while another text is drawn
      placeholderData: keepPreviousData,
      // a text that was drawn before may have a label by now: never show it, not even briefly
      gcTime: 0,
    }),
  );
  const step = useMutation({
    mutationFn: async (question: (engine: Engine) => Promise<LabelTask>) => {
      const answer = await question(engine);
      queryClient.setQueryData(queries.label.next.queryKey({ input: { order } }), answer);
    },
  });
  const task = drawn.data ?? null;
  // one text at a time: a second key press must not label the same text again
  const isDrawing = drawn.isFetching || step.isPending;
  const next = drawn.isPlaceholderData ? null : (task?.next ?? null);
  const labels = project ? labelNames(project.draft.task) : [];
  const give = (label: string | null) => {
    if (next && !isDrawing) {
      step.mutate((engine) => engine.label.give({ order, place: next.place, label }));
    }
  };
  const undo = () => {
    if (!isDrawing) step.mutate((engine) => engine.label.undo({ order }));
  };
  useLabelKeys(labels, next !== null, give, undo);
  if (!project) return null;
  return (
    <div className="page">
      <header>
        <h1>Label</h1>
      </header>
      <p className="muted">
        {order === 'spread'
          ? 'Your own documents, a few of each kind in turn, without any suggestion. Each label goes to one of the splits that no file of yours gives, so that all of them grow together.'
          : 'The texts that a student is least certain of, without any suggestion. Their labels go to the seed set only: hard texts would distort what is measured.'}
      </p>
      <OrderSwitch task={task} />
      {note ? <p role="status">{note}</p> : null}
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
        {task && task.uncertainty.labelled > 0 ? (
          <div>
            <dt>uncertain texts labelled</dt>
            <dd>{task.uncertainty.labelled}, all of them seed</dd>
          </div>
        ) : null}
      </dl>
      {isDrawing && !next ? (
        <p className="muted">
          {order === 'spread' ? 'Reading your documents …' : 'Asking the student …'}
        </p>
      ) : null}
      {next ? (
        <section className="card stack audit-card" aria-label="Text to label">
          <p className="audit-text">{next.text}</p>
          <p className="muted small mono">{next.source}</p>
          <div className="row">
            <BlindLabelButtons labels={labels} onGive={give} />
            <button type="button" className="button quiet" onClick={undo} aria-keyshortcuts="u">
              <kbd>u</kbd> Take the last one back
            </button>
          </div>
        </section>
      ) : null}
      {task && !next && !isDrawing ? <p>{nothingLeft(task, order)}</p> : null}
      <div className="row">
        <a className="button" href="#/run">
          Go to Run
        </a>
      </div>
    </div>
  );
}

function nothingLeft({ splits }: LabelTask, order: 'spread' | 'uncertainty'): string {
  if (order === 'uncertainty') return 'No uncertain text is left to label.';
  return splits.length === 0
    ? 'Your files give all three splits already: there is nothing to label here.'
    : 'Every document has been labelled or left out.';
}
