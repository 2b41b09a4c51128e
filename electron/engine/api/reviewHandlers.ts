import { BadInput } from '../../../models/badInput.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { answerAudit, auditOf, beginAudit } from '../review/audit.ts';
import { lineageOf } from '../review/lineageOf.ts';
import { act, redo, rowsById, sentence, undo } from '../review/review.ts';
import { rowFacets } from '../review/rowFacets.ts';
import { requireLabels } from '../session/requireLabels.ts';
import type { OpenProject, Session } from '../session/session.ts';
import type { Procedures } from './procedures.ts';

/** Review and audit: views of rows, actions on them, and the origin of a row. */
export function reviewHandlers({ review, audit }: Procedures) {
  return {
    review: {
      view: review.view.handler(({ context: { session }, input: { filter, sort, first } }) => {
        const { views, database } = session.project();
        const opened = views.open(filter, sort);
        const ids = [...views.ids(opened.view).subarray(0, first)];
        return { ...opened, first: rowsById(database, ids) };
      }),
      rows: review.rows.handler(({ context: { session }, input: { view, from, count } }) => {
        const { views, database } = session.project();
        return rowsById(database, [...views.ids(view).subarray(from, from + count)]);
      }),
      facets: review.facets.handler(({ context: { session } }) =>
        rowFacets(session.project().database),
      ),
      lineage: review.lineage.handler(({ context: { session }, input }) =>
        lineageOf(session.project().database, input.row),
      ),
      act: review.act.handler(({ context: { session }, input }) => {
        const project = session.project();
        const labels = labelNames(project.draft().task);
        const ids = idsOf(project, input.rows);
        const outcome = act(project.database, ids, input.action, {
          reviewer: reviewerOf(session),
          labels,
        });
        session.touch();
        return outcome;
      }),
      preview: review.preview.handler(({ context: { session }, input: { rows, action } }) => {
        const ids = idsOf(session.project(), rows);
        return { changes: ids.length, sentence: sentence(action, ids.length) };
      }),
      undo: review.undo.handler(({ context: { session } }) => {
        const outcome = undo(session.project().database, reviewerOf(session));
        session.touch();
        return outcome;
      }),
      redo: review.redo.handler(({ context: { session } }) => {
        const outcome = redo(session.project().database, reviewerOf(session));
        session.touch();
        return outcome;
      }),
      guidelines: review.guidelines.handler(({ context: { session }, input: { text } }) => {
        session.project().database.run('UPDATE drafts SET guidelines = ?', text);
      }),
    },
    audit: {
      state: audit.state.handler(({ context: { session } }) => auditOf(session.project().database)),
      begin: audit.begin.handler(({ context: { session }, input: { size } }) => {
        const { database, draft } = session.project();
        requireLabels(draft(), 'The Audit page', 'Look through the rows on the Review page.');
        const random = randomStream(draft().seed, 'audit', Date.now());
        return beginAudit(database, size, reviewerOf(session), random);
      }),
      answer: audit.answer.handler(({ context: { session }, input: { row, label } }) => {
        const { database, draft } = session.project();
        return answerAudit(database, { row, label }, labelNames(draft().task));
      }),
    },
  };
}

function reviewerOf({ app }: Session): string {
  return app.settings().reviewer;
}

function idsOf(
  { views, database }: OpenProject,
  rows: readonly number[] | { view: string },
): number[] {
  if ('view' in rows) return [...views.ids(rows.view)];
  const known = rowsById(database, rows).map(({ id }) => id);
  if (known.length === 0) throw new BadInput('These rows no longer exist; press Refresh.');
  return [...new Set(known)];
}
