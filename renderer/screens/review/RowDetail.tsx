import { diffWordsWithSpace } from 'diff';
import type { GoldRole, ReviewRow, RowLineage } from '../../../electron/contract/review.ts';
import { usePreferences } from '../../store/keymap.ts';
import { actOnCurrent, giveLabel, useReview } from '../../store/reviewStore.ts';
import { Guidelines } from './Guidelines.tsx';
import type { OpenDialog } from './useReviewKeys.ts';

/** The row in hand: its text, what can be done with it, and everything behind it. */
export function RowDetail({
  labels,
  row,
  onDialog,
}: {
  labels: readonly string[];
  row: ReviewRow | undefined;
  onDialog: (dialog: OpenDialog) => void;
}) {
  const lineage = useReview((state) => state.lineage);
  const { keys } = usePreferences();
  if (!row) return <aside className="row-detail" aria-label="The row" />;
  const behind = lineage?.row === row.id ? lineage.of : null;
  return (
    <aside className="row-detail" aria-label="The row">
      {row.context === null ? null : <Context context={row.context} row={row} />}
      <p className="row-text">{row.text}</p>
      <div className="row">
        <span className={`badge ${row.state}`}>{row.state}</span>
        <strong>{row.label}</strong>
        {row.label === row.writtenLabel ? null : (
          <span className="muted small">written as {row.writtenLabel}</span>
        )}
        {row.confidence === null ? null : (
          <span
            className="muted small figures-text"
            title="The probability of this label by a student that was not trained on the row"
          >
            student's confidence {row.confidence.toFixed(2)}
          </span>
        )}
        {row.flagged ? <span className="badge">flagged</span> : null}
        {row.reviewer ? <span className="muted small">by {row.reviewer}</span> : null}
      </div>
      <div className="row">
        {labels.slice(0, 9).map((label, index) => (
          <button
            type="button"
            className="button"
            key={label}
            onClick={() => void giveLabel(label)}
          >
            <kbd>{index + 1}</kbd> {label}
          </button>
        ))}
        {labels.length > 9 ? (
          <button type="button" className="button" onClick={() => onDialog('palette')}>
            <kbd>{keys.palette}</kbd> More labels
          </button>
        ) : null}
      </div>
      <div className="row">
        <button
          type="button"
          className="button"
          onClick={() => void actOnCurrent({ kind: 'accept' })}
        >
          <kbd>{keys.accept}</kbd> Accept
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void actOnCurrent({ kind: 'reject' })}
        >
          <kbd>{keys.reject}</kbd> Reject
        </button>
        <button type="button" className="button" onClick={() => onDialog('edit')}>
          <kbd>{keys.edit}</kbd> Edit
        </button>
        <button type="button" className="button" onClick={() => onDialog('comment')}>
          <kbd>{keys.comment}</kbd> Comment
        </button>
        <button
          type="button"
          className="button"
          onClick={() => void actOnCurrent({ kind: 'flag', on: !row.flagged })}
        >
          <kbd>{keys.flag}</kbd> {row.flagged ? 'Unflag' : 'Flag'}
        </button>
      </div>
      {behind ? <Behind row={row} lineage={behind} /> : null}
      <Guidelines />
    </aside>
  );
}

/** A row's first text, with the answer marked in it where the row is a question. */
function Context({ context, row: { label, answerStart } }: { context: string; row: ReviewRow }) {
  if (answerStart === null) return <p className="source">{context}</p>;
  const end = answerStart + label.length;
  return (
    <p className="source">
      {context.slice(0, answerStart)}
      <mark>{context.slice(answerStart, end)}</mark>
      {context.slice(end)}
    </p>
  );
}

/** What the gold example behind a row is to it. */
function goldTitle({ round }: ReviewRow, role: GoldRole): string {
  switch (role) {
    case 'imitated':
      return round > 0 ? 'The mistake it is made from' : 'The example it is made from';
    case 'query':
      return 'The seed example that found its passage';
    case 'context':
      return 'The example whose context it has';
  }
}

function Behind({ row, lineage }: { row: ReviewRow; lineage: RowLineage }) {
  const { gold, passage, generation, original, events } = lineage;
  return (
    <>
      {row.text === original.text ? null : (
        <section className="stack">
          <h3>What was edited</h3>
          <p className="diff">
            {diffWordsWithSpace(original.text, row.text).map(({ added, removed, value }, index) =>
              added ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
                <ins key={index}>{value}</ins>
              ) : removed ? (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
                <del key={index}>{value}</del>
              ) : (
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
                <span key={index}>{value}</span>
              ),
            )}
          </p>
        </section>
      )}
      {gold ? (
        <section className="stack">
          <h3>{goldTitle(row, gold.role)}</h3>
          <p className="source">{gold.text}</p>
          <p className="muted small">
            {gold.label}, <span className="mono">{gold.name}</span>
          </p>
        </section>
      ) : null}
      {passage ? (
        <section className="stack">
          <h3>Its passage</h3>
          <p className="source clipped">{passage.text}</p>
          <p className="muted small">
            <span className="mono">{passage.title}</span>
            {passage.cosine === null ? '' : `, cosine ${passage.cosine.toFixed(3)}`}
          </p>
        </section>
      ) : null}
      {generation ? (
        <details>
          <summary>Prompt and raw output</summary>
          <h4 className="small">Prompt</h4>
          <pre className="raw">{generation.prompt}</pre>
          <h4 className="small">Raw output</h4>
          <pre className="raw">{generation.output}</pre>
          <p className="muted small">
            temperature {generation.temperature}, top-p {generation.topP}, seed {generation.seed},{' '}
            {generation.tokens} tokens in {generation.seconds.toFixed(1)} s
          </p>
        </details>
      ) : null}
      {events.length > 0 ? (
        <section className="stack">
          <h3>What was done</h3>
          <ul className="notes">
            {events.map(({ id, kind, label, text, reviewer, at, undone }) => (
              <li key={id} className={undone ? 'undone' : undefined}>
                {kind}
                {label ? ` ${label}` : ''}
                {kind === 'comment' && text ? `: ${text}` : ''}
                <span className="muted">
                  {' '}
                  {reviewer}, {new Date(at).toLocaleString()}
                  {undone ? ', undone' : ''}
                </span>
              </li>
            ))}
          </ul>
        </section>
      ) : null}
    </>
  );
}
