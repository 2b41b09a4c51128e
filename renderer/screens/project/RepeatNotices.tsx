import { useQuery } from '@tanstack/react-query';
import { queries } from '../../store/queries.ts';
import type { goldFilePart } from './draftForm.ts';

/** What a file of labelled examples has twice or cannot have, by the columns that are chosen. */
export function RepeatNotices({ part }: { part: ReturnType<typeof goldFilePart> }) {
  const { data: repeats, error } = useQuery(
    queries.files.repeats.queryOptions({ input: part, meta: { isShownInPlace: true } }),
  );
  const same = repeats?.same ?? null;
  const contrary = error?.message ?? repeats?.contrary ?? null;
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
