import { skipToken, useQuery } from '@tanstack/react-query';
import { diffWordsWithSpace } from 'diff';
import type { GoldRole, ReviewRow, RowLineage } from '../../../electron/contract/review.ts';
import { LabelButtons } from '../../components/LabelButtons.tsx';
import { labelKey } from '../../components/labelKey.ts';
import { useSettled } from '../../components/useSettled.ts';
import { queries } from '../../store/queries.ts';
import { giveLabel } from '../../store/reviewStore.ts';
import { CommandButton } from './CommandButton.tsx';
import { Guidelines } from './Guidelines.tsx';
import { judgesSentence } from './judgesSentence.ts';
import { type OpenDialog, useReviewCommands } from './reviewCommands.ts';

/** How long the cursor rests on a row before its lineage is requested. */
const REST_MS = 90;

/** The current row: its text, the actions on it, and its origin. */
export function RowDetail({
  labels,
  row,
  onDialog,
}: {
  labels: readonly string[];
  row: ReviewRow | undefined;
  onDialog: (dialog: OpenDialog) => void;
}) {
  const commands = useReviewCommands();
  const rested = useSettled(row?.id, REST_MS);
  const { data: lineage } = useQuery(
    queries.review.lineage.queryOptions({
      input: rested === undefined ? skipToken : { row: rested },
    }),
  );
  if (!row) return <aside className="row-detail" aria-label="The row" />;
  const moment = { labels, open: onDialog };
  const buttonsAmong = (place: 'row' | 'labels') =>
    commands
      .filter(({ button }) => button?.among === place)
      .map((command) => <CommandButton key={command.id} command={command} moment={moment} />);
  const judged = judgesSentence(row);
  const withKeys = labels.filter((_, index) => labelKey(index) !== undefined);
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
      {judged === null ? null : <p className="muted small">{judged}</p>}
      <div className="row">
        <LabelButtons labels={withKeys} onGive={(label) => void giveLabel(label)} />
        {withKeys.length < labels.length ? buttonsAmong('labels') : null}
      </div>
      <div className="row">{buttonsAmong('row')}</div>
      {lineage && rested === row.id ? <Behind row={row} lineage={lineage} /> : null}
      <Guidelines />
    </aside>
  );
}

/** A row's first text, with the answer marked if the row is a question. */
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

/** How the row uses the gold example. */
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
  const { gold, passage, generation, draft, line, weight, influence, original, events } = lineage;
  return (
    <>
      {row.text === original.text ? null : (
        <section className="stack">
          <h3>What was edited</h3>
          <p className="diff">
            {diffWordsWithSpace(original.text, row.text).map(({ added, removed, value }, index) => {
              const Part = added ? 'ins' : removed ? 'del' : 'span';
              // biome-ignore lint/suspicious/noArrayIndexKey: parts of one text, in its order
              return <Part key={index}>{value}</Part>;
            })}
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
      {draft === null ? null : (
        <section className="stack">
          <h3>Its draft</h3>
          <p className="source clipped">{draft.trim()}</p>
        </section>
      )}
      {weight === null ? null : (
        <p
          className="muted small figures-text"
          title="How far its label is to be believed beside the other rows of this label, from 0 to 1"
        >
          weight {weight.toFixed(3)}
        </p>
      )}
      {influence === null ? null : (
        <p
          className="muted small figures-text"
          title="How much worse a student becomes on held-out rows if it learns more from this one; below 0 the row helps"
        >
          influence {influence.toPrecision(3)}
        </p>
      )}
      {generation ? (
        <details>
          <summary>Prompt and raw output</summary>
          <h4 className="small">Prompt</h4>
          <pre className="raw">{generation.prompt}</pre>
          <h4 className="small">Raw output</h4>
          <pre className="raw">{generation.output}</pre>
          {line === null ? null : <p className="muted small">The row is line {line} of it.</p>}
          <p className="muted small">
            temperature {generation.temperature}, top-p {generation.topP}, seed {generation.seed},{' '}
            {generation.tokens} tokens in {generation.seconds.toFixed(1)} s
            {generation.meanLog === null
              ? ''
              : `, log-likelihood of a token ${generation.meanLog.toFixed(2)} on average`}
            {generation.writtenBy
              ? `, by ${generation.writtenBy.model} at ${generation.writtenBy.url} (${generation.writtenBy.server ?? 'a server without a name'})`
              : ''}
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
