import { useEffect, useRef } from 'react';
import type { RunSnapshot } from '../../electron/contract/snapshot.ts';
import { type PlotColours, type PlotOptions, percents, themedPlot } from './themedPlot.ts';

type Rounds = RunSnapshot['rounds'];

/** Validation accuracy by round; the same figures are below it as text. */
export function RoundsChart({ rounds }: { rounds: Rounds }) {
  const host = useRef<HTMLDivElement>(null);
  useEffect(
    () =>
      themedPlot(host.current!, (colours) => optionsOf(rounds, colours), [
        rounds.map((_, i) => i),
        rounds.map(({ accuracy }) => accuracy),
      ]),
    [rounds],
  );
  return <div ref={host} className="chart" aria-hidden="true" />;
}

function optionsOf(rounds: Rounds, { ink, accent }: PlotColours): PlotOptions {
  const axis = { stroke: ink, grid: { show: false }, size: 36 };
  const names = (_: unknown, at: number[]) => at.map((i) => rounds[i]?.name ?? '');
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
