import { useVirtualizer } from '@tanstack/react-virtual';
import { useEffect, useRef, useState } from 'react';
import type { UseRow, useOrders } from '../../../electron/contract/use.ts';
import { percent } from '../../components/percent.ts';
import { attempt } from '../../store/engineStore.ts';

const ROW_PIXELS = 30;
const PAGE = 100;

type Pages = Readonly<Record<number, readonly UseRow[]>>;

/** What a student made of its texts, of any number: only the rows in sight are fetched. */
export function LabelledTable({
  total,
  threshold,
  order,
}: {
  total: number;
  threshold: number;
  order: (typeof useOrders)[number];
}) {
  const scroller = useRef<HTMLDivElement>(null);
  const [pages, setPages] = useState<Pages>({});
  const virtual = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => ROW_PIXELS,
    overscan: 12,
  });
  const items = virtual.getVirtualItems();
  const first = Math.floor((items[0]?.index ?? 0) / PAGE);
  const last = Math.floor((items.at(-1)?.index ?? 0) / PAGE);
  // biome-ignore lint/correctness/useExhaustiveDependencies: more texts or another order make other rows
  useEffect(() => setPages({}), [total, order]);
  useEffect(() => {
    if (total === 0) return;
    for (let page = first; page <= last; page++) {
      if (pages[page]) continue;
      void attempt((engine) => engine.use.rows({ order, from: page * PAGE, count: PAGE })).then(
        (rows) => rows && setPages((before) => ({ ...before, [page]: rows })),
      );
    }
  }, [first, last, pages, order, total]);
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
          const row = pages[Math.floor(index / PAGE)]?.[index % PAGE];
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
