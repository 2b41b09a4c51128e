import { useQueries } from '@tanstack/react-query';
import { useVirtualizer } from '@tanstack/react-virtual';
import { useRef } from 'react';
import type { useOrders } from '../../../electron/contract/use.ts';
import { percent } from '../../components/percent.ts';
import { queries } from '../../store/queries.ts';

const ROW_PIXELS = 30;
const PAGE = 100;

/** A student's predictions for any number of texts: only the visible rows are fetched. */
export function LabelledTable({
  job,
  total,
  threshold,
  order,
}: {
  /** The job that labelled them. */
  job: string;
  total: number;
  threshold: number;
  order: (typeof useOrders)[number];
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / PAGE);
  const last = Math.floor((items.at(-1)?.index ?? 0) / PAGE);
  // when more texts are labelled, the visible rows are fetched again (keepAnswersFresh)
  const pages = useQueries({
    queries: Array.from({ length: last - first + 1 }, (_, i) => {
      const input = { order, from: (first + i) * PAGE, count: PAGE };
      return queries.use.rows.queryOptions({
        input,
        queryKey: [...queries.use.rows.key({ input }), job],
      });
    }),
  });
  return (
    <div
      ref={scroller}
      className="labelled-table"
      role="grid"
      aria-label="Labelled texts"
      aria-rowcount={total + 1}
      aria-colcount={4}
      tabIndex={0}
    >
      <div className="labelled-line head" role="row" aria-rowindex={1}>
        <span role="columnheader">Label</span>
        <span role="columnheader">Probability</span>
        <span role="columnheader">Text</span>
        <span role="columnheader">From</span>
      </div>
      <div role="rowgroup" className="labelled-body" style={{ height: virtual.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = pages[Math.floor(index / PAGE) - first]?.data?.[index % PAGE];
          return (
            <div
              key={index}
              role="row"
              tabIndex={-1}
              aria-rowindex={index + 2}
              className="labelled-line"
              style={{ transform: `translateY(${start}px)` }}
            >
              {row ? (
                <>
                  <span role="gridcell" className={row.confidence < threshold ? 'muted' : ''}>
                    {row.confidence < threshold ? 'left open' : row.label}
                  </span>
                  <span role="gridcell" className="figures-text">
                    {percent(row.confidence)}
                  </span>
                  <span role="gridcell" className="text" title={row.text}>
                    {row.text}
                  </span>
                  <span role="gridcell" className="muted small">
                    {row.source}
                  </span>
                </>
              ) : (
                <span role="gridcell" className="muted">
                  …
                </span>
              )}
            </div>
          );
        })}
      </div>
    </div>
  );
}
