import { useEffect, useRef } from 'react';
import type { CoveragePoint } from '../../../electron/contract/use.ts';
import {
  type PlotColours,
  type PlotOptions,
  percents,
  themedPlot,
} from '../../components/themedPlot.ts';

/** Accuracy by coverage, with the threshold marked; the same figures are next to it as text. */
export function CoverageChart({
  points,
  current,
}: {
  points: readonly CoveragePoint[];
  current: CoveragePoint | undefined;
}) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      themedPlot(host.current!, optionsOf, [
        points.map(({ coverage }) => coverage),
        points.map(({ accuracy }) => accuracy),
        points.map((point) => (point === current ? point.accuracy : null)),
      ]),
    [points, current],
  );
  return <div ref={host} className="chart coverage" aria-hidden="true" />;
}

function optionsOf({ ink, accent, line }: PlotColours): PlotOptions {
  const axis = { stroke: ink, size: 36, labelSize: 18, labelFont: '12px system-ui' };
  return {
    height: 170,
    legend: { show: false },
    cursor: { show: false },
    scales: {
      x: { time: false, range: [0, 1] },
      y: { range: [0, 1.02] },
    },
    axes: [
      { ...axis, values: percents, label: 'labelled, %', grid: { show: false } },
      { ...axis, values: percents, label: 'right of these, %', grid: { stroke: line, width: 1 } },
    ],
    series: [
      {},
      { stroke: accent, width: 2, points: { show: false } },
      { points: { show: true, size: 11, fill: accent, stroke: accent } },
    ],
  };
}
