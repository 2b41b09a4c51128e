import { useEffect, useRef } from 'react';
import { type PlotColours, type PlotOptions, percents, themedPlot } from './themedPlot.ts';

interface Point {
  /** What stands below it. */
  readonly name: string;
  /** From 0 to 1. */
  readonly accuracy: number;
}

type Range = readonly [number, number];

interface Props {
  points: readonly Point[];
  /** What the vertical axis shows, from 0 to 1; all of it if undefined. */
  range?: Range;
}

const WHOLE: Range = [0, 1];

/** Accuracies in a row, such as those after each round; the same figures are beside it as text. */
export function AccuracyChart({ points, range = WHOLE }: Props) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      themedPlot(host.current!, (colours) => optionsOf(points, range, colours), [
        points.map((_, i) => i),
        points.map(({ accuracy }) => accuracy),
      ]),
    [points, range],
  );
  return <div ref={host} className="chart" aria-hidden="true" />;
}

function optionsOf(
  points: readonly Point[],
  [low, high]: Range,
  { ink, accent }: PlotColours,
): PlotOptions {
  const axis = { stroke: ink, grid: { show: false }, size: 36 };
  const names = (_: unknown, at: number[]) => at.map((i) => points[i]?.name ?? '');
  return {
    height: 150,
    // leaves room for half of the last name
    padding: [null, 44, null, null],
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false }, y: { range: [low, high] } },
    axes: [
      { ...axis, values: names, incrs: [1] },
      { ...axis, values: percents },
    ],
    series: [{}, { stroke: accent, width: 2, points: { show: true, size: 7, fill: accent } }],
  };
}
