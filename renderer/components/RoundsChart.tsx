import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { RunSnapshot } from '../../electron/contract/snapshot.ts';

const HEIGHT = 150;

/** Validation accuracy by round; the same figures stand below it as text. */
export function RoundsChart({ rounds }: { rounds: RunSnapshot['rounds'] }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current!;
    const style = getComputedStyle(element);
    const ink = style.getPropertyValue('color');
    const accent = style.accentColor === 'auto' ? ink : style.accentColor;
    const axis = { stroke: ink, grid: { show: false }, size: 36 };
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        // room for half of the last name
        padding: [null, 44, null, null],
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false }, y: { range: [0, 1] } },
        axes: [
          { ...axis, values: (_, at) => at.map((i) => rounds[i]?.name ?? ''), incrs: [1] },
          { ...axis, values: (_, at) => at.map((value) => String(Math.round(100 * value))) },
        ],
        series: [{}, { stroke: accent, width: 2, points: { show: true, size: 7, fill: accent } }],
      },
      [rounds.map((_, i) => i), rounds.map(({ accuracy }) => accuracy)],
      element,
    );
    return () => plot.destroy();
  }, [rounds]);
  return <div ref={host} className="chart" aria-hidden="true" />;
}
