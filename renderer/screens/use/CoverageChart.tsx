import 'uplot/dist/uPlot.min.css';
import { useEffect, useRef } from 'react';
import uPlot from 'uplot';
import type { CoveragePoint } from '../../../electron/contract/use.ts';

const HEIGHT = 170;

/** Accuracy by coverage, the threshold's own point marked; the same figures stand beside it as text. */
export function CoverageChart({
  points,
  current,
}: {
  points: readonly CoveragePoint[];
  current: CoveragePoint | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const element = host.current!;
    // asked at each drawing: a canvas does not follow the system's light and dark by itself
    const ink = () => getComputedStyle(element).color;
    const accent = () => getComputedStyle(element).accentColor;
    const grid = { stroke: () => getComputedStyle(element).borderColor, width: 1 };
    const axis = { stroke: ink, size: 36, labelSize: 18, labelFont: '12px system-ui' };
    const percents = (_: uPlot, at: number[]) => at.map((value) => String(Math.round(100 * value)));
    const plot = new uPlot(
      {
        width: element.clientWidth,
        height: HEIGHT,
        legend: { show: false },
        cursor: { show: false },
        scales: { x: { time: false, range: [0, 1] }, y: { range: [0, 1.02] } },
        axes: [
          { ...axis, values: percents, label: 'labelled, %', grid: { show: false } },
          { ...axis, values: percents, label: 'right of these, %', grid },
        ],
        series: [
          {},
          { stroke: accent, width: 2, points: { show: false } },
          { points: { show: true, size: 11, fill: accent, stroke: accent } },
        ],
      },
      [
        points.map(({ coverage }) => coverage),
        points.map(({ accuracy }) => accuracy),
        points.map((point) => (point === current ? point.accuracy : null)),
      ],
      element,
    );
    const theme = matchMedia('(prefers-color-scheme: dark)');
    const redraw = () => plot.redraw();
    theme.addEventListener('change', redraw);
    return () => {
      theme.removeEventListener('change', redraw);
      plot.destroy();
    };
  }, [points, current]);
  return <div ref={host} className="chart coverage" aria-hidden="true" />;
}
