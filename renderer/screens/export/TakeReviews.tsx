import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { ReviewOutcome } from '../../../electron/contract/review.ts';
import type { ReviewsFile } from '../../../electron/contract/reviewsFile.ts';
import { DropArea } from '../../components/DropArea.tsx';
import { isTooLarge } from '../../components/FileDrop.tsx';
import { engine } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';
import { sendFile } from '../../store/sendFile.ts';

/** Imports reviews from another program, after a preview of what they would change. */
export function TakeReviews() {
  const [done, setDone] = useState<string | null>(null);
  const tell = ({ sentence }: ReviewOutcome) => setDone(`${sentence}.`);
  const look = useMutation({
    mutationFn: async (file: File) => engine.export.readReviews(await sendFile(engine, file)),
  });
  const take = useMutation(
    queries.export.takeReviews.mutationOptions({
      onSuccess: (outcome) => {
        look.reset();
        tell(outcome);
      },
    }),
  );
  const takeBack = useMutation(queries.review.undo.mutationOptions({ onSuccess: tell }));
  const isBusy = look.isPending || take.isPending;
  const read = (file: File | undefined) => {
    if (!file || isTooLarge(file)) return;
    setDone(null);
    look.mutate(file);
  };
  const found = look.data;
  return (
    <section className="stack" aria-labelledby="take-reviews">
      <h2 id="take-reviews">Import reviews</h2>
      <p className="muted">
        A JSON export of Label Studio or Argilla, made from this project's rows. You see what would
        change before anything is changed.
      </p>
      <DropArea
        label="Choose a file of reviews"
        accept=".json"
        busy={isBusy ? 'Reading …' : null}
        onFiles={([first]) => read(first?.file)}
      />
      {found ? (
        <Found found={found} isBusy={isBusy} onTake={() => take.mutate({ file: found.file })} />
      ) : null}
      <div role="status" className="row">
        {done ? <span>{done}</span> : null}
        {done?.startsWith('took') ? (
          <button type="button" className="button" onClick={() => takeBack.mutate(undefined)}>
            Take it back
          </button>
        ) : null}
      </div>
    </section>
  );
}

const VERBS = {
  accept: 'accepted',
  relabel: 'relabelled',
  edit: 'edited',
  reject: 'rejected',
  skip: 'skipped',
  comment: 'commented on',
  flag: 'flagged',
} as const;

function Found({
  found,
  isBusy,
  onTake,
}: {
  found: ReviewsFile;
  isBusy: boolean;
  onTake: () => void;
}) {
  const { name, program, records, changes, changedRows, reviewers } = found;
  const what = Object.entries(changes)
    .map(([kind, count]) => `${count.toLocaleString('en')} ${VERBS[kind as keyof typeof VERBS]}`)
    .join(', ');
  return (
    <div className="card stack" role="status">
      <p>
        {name} is from {program}, {count(records, 'record')}.{' '}
        {changedRows === 0 ? (
          'It changes nothing here.'
        ) : (
          <>
            <strong>{count(changedRows, 'row')}</strong> would change: {what}.
          </>
        )}
      </p>
      <ul className="notes">
        {reviewers.length > 0 ? <li>Signed {reviewers.join(', ')}.</li> : null}
        {found.disagreeing > 0 ? (
          <li>On {count(found.disagreeing, 'row')} people do not agree; the last one counts.</li>
        ) : null}
        {found.undecided > 0 ? (
          <li>{count(found.undecided, 'row')} with several labels left undecided.</li>
        ) : null}
        {found.newerHere > 0 ? (
          <li>{count(found.newerHere, 'row')} reviewed here since stay as they are.</li>
        ) : null}
        {found.unknown > 0 ? (
          <li>
            {count(found.unknown, 'record')} of no row of this project, such as{' '}
            <span className="mono">{found.unknownExample || 'one without an id'}</span>, left out.
          </li>
        ) : null}
      </ul>
      <div className="row">
        <button
          type="button"
          className="button primary"
          disabled={isBusy || changedRows === 0}
          onClick={onTake}
        >
          Import them
        </button>
      </div>
    </div>
  );
}

function count(n: number, what: string): string {
  return `${n.toLocaleString('en')} ${what}${n === 1 ? '' : 's'}`;
}
