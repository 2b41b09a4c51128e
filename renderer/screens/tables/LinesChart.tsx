import { useEffect, useRef } from 'react';
import type { ChartLine } from '../../../electron/contract/tableChart.ts';
import { type PlotColours, type PlotOptions, themedPlot } from '../../components/themedPlot.ts';
import { GroupColours, groupColours } from './GroupColours.tsx';

interface Props {
  lines: readonly (ChartLine & { readonly group: number })[];
  /** The names of the places across. */
  places: readonly string[];
  across: string;
  up: string;
  /** Whether the places have an order. */
  isJoined: boolean;
}

/** Lines or dots over places with names, each in the colour of its group. */
export function LinesChart({ lines, places, across, up, isJoined }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const colours = useRef<HTMLSpanElement>(null);
  useEffect(
    () =>
      themedPlot(
        host.current!,
        (page) =>
          optionsOf({ lines, places, across, up, isJoined }, page, groupColours(colours.current!)),
        [places.map((_, i) => i), ...lines.map(({ values }) => [...values])],
      ),
    [lines, places, across, up, isJoined],
  );
  return (
    <>
      <GroupColours ref={colours} />
      <div ref={host} className="chart" aria-hidden="true" />
    </>
  );
}

function optionsOf(
  { lines, places, across, up, isJoined }: Props,
  { ink, line }: PlotColours,
  colours: readonly (() => string)[],
): PlotOptions {
  const axis = { stroke: ink, labelSize: 18, labelFont: '12px system-ui' };
  return {
    height: 220,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: [-0.3, places.length - 0.7] } },
    axes: [
      {
        ...axis,
        size: 36,
        label: across,
        grid: { show: false },
        splits: places.map((_, i) => i),
        values: (_, at) => at.map((i) => places[i] ?? ''),
      },
      { ...axis, size: 48, label: up, grid: { stroke: line, width: 1 } },
    ],
    series: [
      {},
      ...lines.map(({ group, isPrinted }) => {
        const colour = colours[group]!;
        return {
          stroke: colour,
          width: 2,
          spanGaps: true,
          ...(isPrinted ? { dash: [5, 4] } : {}),
          ...(isJoined ? {} : { paths: () => null }),
          points: { show: true, size: 8, fill: isPrinted ? 'transparent' : colour, stroke: colour },
        };
      }),
    ],
  };
}
