import { useVirtualizer } from '@tanstack/react-virtual';
import { memo, useEffect, useRef } from 'react';
import { recipeVariants } from '../../../electron/contract/recipes/recipes.ts';
import type { ReviewRow, ReviewSort } from '../../../electron/contract/review.ts';
import { useHasLabels } from '../../components/useHasLabels.ts';
import { fetchRows, moveTo, rowAt, useReview } from '../../store/reviewStore.ts';
import { doubters } from './judgesSentence.ts';

const ROW_PIXELS = 30;
const OVERSCAN = 12;

/** The list as a virtual table of any length: only visible rows are rendered. */
export function RowTable() {
  const { view, total, cursor, pages, filter, sort } = useReview();
  // columns that are empty for most lists are hidden for those
  const hasDroppedBy = filter.cleaning !== 'kept';
  const hasLabels = useHasLabels();
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: OVERSCAN,
    // the header covers the first line
    scrollPaddingEnd: ROW_PIXELS,
  });
  const items = virtual.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  // on every render: only missing rows are requested, and only once
  useEffect(() => {
    void fetchRows(first, last);
  });
  useEffect(() => {
    if (view !== null && total > 0) virtual.scrollToIndex(cursor, { align: 'auto' });
  }, [virtual, cursor, view, total]);
  return (
    <div
      ref={scroller}
      className={hasDroppedBy ? 'row-table with-dropped' : 'row-table'}
      role="grid"
      aria-label="Rows"
      aria-rowcount={total + 1}
      aria-colcount={hasDroppedBy ? 5 : 4}
      aria-activedescendant={
        items.some(({ index }) => index === cursor) ? `row-${cursor}` : undefined
      }
      tabIndex={0}
    >
      <div className="row-line head" role="row" aria-rowindex={1}>
        <span role="columnheader">State</span>
        <span role="columnheader">{hasLabels ? 'Label' : 'Answer'}</span>
        <span role="columnheader">Text</span>
        <span role="columnheader">{fourthColumn(sort).title}</span>
        {hasDroppedBy ? <span role="columnheader">Dropped by</span> : null}
      </div>
      <div className="row-body" role="rowgroup" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => (
          <RowLine
            key={index}
            index={index}
            start={start}
            row={rowAt(pages, index)}
            isCurrent={index === cursor}
            hasDroppedBy={hasDroppedBy}
            sort={sort}
          />
        ))}
      </div>
    </div>
  );
}

const RowLine = memo(function RowLine({
  index,
  start,
  row,
  isCurrent,
  hasDroppedBy,
  sort,
}: {
  index: number;
  start: number;
  row: ReviewRow | undefined;
  isCurrent: boolean;
  hasDroppedBy: boolean;
  sort: ReviewSort;
}) {
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: the grid has the focus and the keys
    <div
      id={`row-${index}`}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      className={isCurrent ? 'row-line current' : 'row-line'}
      style={{ transform: `translateY(${start}px)` }}
      onClick={() => moveTo(index)}
    >
      {row ? (
        <>
          <span role="gridcell">
            <span className={`badge ${row.state}`}>{row.state}</span>
            {row.flagged ? <span title="flagged"> ⚑</span> : null}
          </span>
          <span role="gridcell" className={row.label === row.writtenLabel ? '' : 'changed'}>
            {row.label}
          </span>
          <span role="gridcell" className="text">
            {row.text}
          </span>
          <span role="gridcell" className="muted figures-text">
            {fourthColumn(sort).of(row)}
          </span>
          {hasDroppedBy ? (
            <span role="gridcell" className="muted">
              {row.droppedBy}
            </span>
          ) : null}
        </>
      ) : (
        <span role="gridcell" className="muted">
          …
        </span>
      )}
    </div>
  );
});

/** What an order goes by is shown in the place of the recipe. */
function fourthColumn(sort: ReviewSort): {
  readonly title: string;
  readonly of: (row: ReviewRow) => string;
} {
  switch (sort) {
    case 'uncertain':
      return { title: 'Confidence', of: ({ confidence }) => confidence?.toFixed(2) ?? '' };
    case 'doubted':
      return { title: 'Doubted by', of: doubters };
    default:
      return { title: 'Recipe', of: origin };
  }
}

function origin({ recipe, round }: ReviewRow): string {
  const name = recipeVariants.get(recipe)?.paperName ?? recipe;
  return round > 0 ? `${name}, round ${round}` : name;
}
