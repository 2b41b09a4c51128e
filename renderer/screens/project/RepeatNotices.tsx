import { useQuery } from '@tanstack/react-query';
import { queries } from '../../store/queries.ts';
import type { goldFilePart } from './draftForm.ts';

/** What a file of labelled examples has twice, by the columns that are chosen. */
export function RepeatNotices({ part }: { part: ReturnType<typeof goldFilePart> }) {
  const { data: repeats } = useQuery(queries.files.repeats.queryOptions({ input: part }));
  if (!repeats) return null;
  const { same, contrary } = repeats;
  return (
    <>
      {contrary === null ? null : (
        <p className="notice warn small" role="alert">
          {contrary}
        </p>
      )}
      {same === null ? null : <p className="muted small">{same}</p>}
    </>
  );
}
