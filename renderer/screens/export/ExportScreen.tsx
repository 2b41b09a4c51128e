import { useMutation, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import {
  type ExportKind,
  exportFormats,
  exportKinds,
} from '../../../electron/contract/exportFormats.ts';
import type { ExportRequest } from '../../../electron/contract/exportRequest.ts';
import type { ExportedFile } from '../../../electron/contract/results.ts';
import { useHasLabels } from '../../components/useHasLabels.ts';
import { isDesktop } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';
import { ExportPlace, type Place } from './ExportPlace.tsx';
import { TakeReviews } from './TakeReviews.tsx';

/** The same file may be written more than once; each time is listed. */
type Written = ExportedFile & { readonly nth: number };

export function ExportScreen() {
  const [only, setOnly] = useState<ExportRequest['only']>('accepted');
  const [reviewerNames, setReviewerNames] = useState(false);
  const [place, setPlace] = useState<Place>({ name: '', folder: '' });
  const [written, setWritten] = useState<readonly Written[]>([]);
  const { data: counts } = useQuery(queries.export.counts.queryOptions());
  const hasLabels = useHasLabels();
  const write = useMutation(
    queries.export.write.mutationOptions({
      onSuccess: (file) => setWritten((before) => [{ ...file, nth: before.length }, ...before]),
    }),
  );
  const busy = write.isPending ? write.variables.what : null;
  const begin = (what: ExportKind) => write.mutate({ what, only, reviewerNames, ...chosen(place) });
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
        <label className="row">
          <input
            type="checkbox"
            checked={reviewerNames}
            onChange={({ target }) => setReviewerNames(target.checked)}
          />
          With the names of reviewers
        </label>
        <p className="muted small">
          Each row says who reviewed it: as reviewer 1, 2, … unless you ask for names. Comments are
          written as they were typed.
        </p>
      </fieldset>
      <ExportPlace place={place} onChange={setPlace} />
      <div className="grid-2">
        {exportKinds.map((what) => {
          const words = hasLabels ? exportFormats[what] : exportFormats[what].ofQuestions;
          if (!words) return null;
          return (
            <div className="card stack" key={what}>
              <h3>{words.title}</h3>
              <p className="muted small">{words.help}</p>
              <div className="row">
                <button
                  type="button"
                  className="button"
                  disabled={busy !== null || (what !== 'student' && counts?.[only] === 0)}
                  onClick={() => begin(what)}
                >
                  {busy === what ? 'Writing …' : buttonText(what, counts?.[only])}
                </button>
              </div>
            </div>
          );
        })}
      </div>
      <div role="status">
        {written.map((file) => (
          <WrittenFile key={file.nth} file={file} />
        ))}
      </div>
      {hasLabels ? <TakeReviews /> : null}
    </div>
  );
}

/** What the user chose of the name and folder; an empty field is the usual one. */
function chosen({ name, folder }: Place): Partial<Place> {
  return { ...(name.trim() ? { name } : {}), ...(folder.trim() ? { folder } : {}) };
}

function WrittenFile({ file: { path, rows } }: { file: Written }) {
  const show = useMutation(queries.export.show.mutationOptions());
  return (
    <p className="small">
      Written{rows === null ? '' : `, ${rows.toLocaleString('en')} rows`}:{' '}
      <span className="mono">{path}</span>{' '}
      {isDesktop() ? (
        <button type="button" className="button" onClick={() => show.mutate({ path })}>
          Show in folder
        </button>
      ) : null}
    </p>
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

function buttonText(what: ExportKind, count: number | undefined): string {
  if (what === 'student' || count === undefined) return 'Write it';
  return count === 1 ? 'Write 1 row' : `Write ${count.toLocaleString('en')} rows`;
}
