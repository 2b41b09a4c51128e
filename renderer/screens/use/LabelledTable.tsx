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
  // in the order given, rows stay where they are while more are labelled
  const sorting = order === 'given' ? order : `${order} of ${total}`;
  const asked = useRef({ sorting, pages: new Set<string>() });
  useEffect(() => {
    asked.current = { sorting, pages: new Set() };
    setPages({});
  }, [sorting]);
  useEffect(() => {
    for (let page = first; page <= last; page++) {
      const wanted = Math.min(PAGE, total - page * PAGE);
      const request = `${page}: ${wanted}`;
      const isThere = wanted <= 0 || (pages[page]?.length ?? 0) >= wanted;
      if (isThere || asked.current.pages.has(request)) continue;
      asked.current.pages.add(request);
      void attempt((engine) => engine.use.rows({ order, from: page * PAGE, count: PAGE })).then(
        (rows) => {
          // an answer to the order before would put rows in others' places
          if (!rows || asked.current.sorting !== sorting) return;
          setPages((before) => ({ ...before, [page]: rows }));
        },
      );
    }
  }, [first, last, pages, order, sorting, total]);
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
