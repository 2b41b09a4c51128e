import { useEffect, useRef } from 'react';
import { type PlotColours, type PlotOptions, percents, themedPlot } from './themedPlot.ts';

interface Point {
  /** What stands below it. */
  readonly name: string;
  /** From 0 to 1. */
  readonly accuracy: number;
}

/** Accuracies in a row, such as those after each round; the same figures are beside it as text. */
export function AccuracyChart({ points }: { points: readonly Point[] }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      themedPlot(host.current!, (colours) => optionsOf(points, colours), [
        points.map((_, i) => i),
        points.map(({ accuracy }) => accuracy),
      ]),
    [points],
  );
  return <div ref={host} className="chart" aria-hidden="true" />;
}

function optionsOf(points: readonly Point[], { ink, accent }: PlotColours): PlotOptions {
  const axis = { stroke: ink, grid: { show: false }, size: 36 };
  const names = (_: unknown, at: number[]) => at.map((i) => points[i]?.name ?? '');
  return {
    height: 150,
    // leaves room for half of the last name
    padding: [null, 44, null, null],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: [0, 1] } },
    axes: [
      { ...axis, values: names, incrs: [1] },
      { ...axis, values: percents },
    ],
    series: [{}, { stroke: accent, width: 2, points: { show: true, size: 7, fill: accent } }],
  };
}
