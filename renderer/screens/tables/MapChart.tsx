import { useEffect, useId, useRef } from 'react';
import type { MapPicture } from '../../../electron/contract/measures.ts';
import { type PlotColours, type PlotOptions, themedPlot } from '../../components/themedPlot.ts';
import { GROUP_COLOURS } from '../measure/mapColours.ts';
import { GroupColours, groupColours } from './GroupColours.tsx';

type Range = [number, number];

interface Props {
  title: string;
  picture: MapPicture;
  /** What both axes show, if they mean something. */
  ranges: { readonly x: Range; readonly y: Range };
}

/** Texts as points, each in the colour of its group. */
export function MapChart({ title, picture, ranges }: Props) {
  const host = useRef<HTMLDivElement>(null);
  const colours = useRef<HTMLSpanElement>(null);
  const caption = useId();
  useEffect(
    () =>
      themedPlot(
        host.current!,
        (page) => optionsOf(picture, ranges, page, groupColours(colours.current!)),
        pointsOf(picture),
      ),
    [picture, ranges],
  );
  return (
    <figure className="stack" aria-labelledby={caption}>
      <figcaption id={caption}>{title}</figcaption>
      <GroupColours ref={colours} />
      <div
        ref={host}
        className="chart"
        role="img"
        aria-label={`${picture.x.length} texts as points`}
      />
      <ul className="chart-legend small">
        {picture.groups.map((name, group) => (
          <li key={name}>
            <span className="swatch" data-group={group % GROUP_COLOURS} aria-hidden="true" />
            {name}
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** So few points are drawn larger. */
const FEW_POINTS = 300;

function optionsOf(
  { axes, groups, x }: MapPicture,
  ranges: Props['ranges'],
  { ink, line }: PlotColours,
  colours: readonly (() => string)[],
): PlotOptions {
  const axis = { stroke: ink, labelSize: 18, labelFont: '12px system-ui' };
  const grid = { stroke: line, width: 1 };
  const size = x.length <= FEW_POINTS ? 6 : 4;
  return {
    height: 280,
    legend: { show: false },
    cursor: { show: false },
    scales: { x: { time: false, range: () => ranges.x }, y: { range: () => ranges.y } },
    axes: axes
      ? [
          { ...axis, size: 36, label: axes[0], grid },
          { ...axis, size: 48, label: axes[1], grid },
        ]
      : [{ show: false }, { show: false }],
    series: [
      {},
      ...groups.map((_, group) => {
        const colour = colours[group % GROUP_COLOURS]!;
        return { paths: () => null, points: { show: true, size, width: 0, fill: colour } };
      }),
    ],
  };
}

/** The columns of the plot: the places across in their order, then those up, one column for each group. */
function pointsOf({ groups, group, x, y }: MapPicture) {
  const order = x.map((_, i) => i).sort((a, b) => x[a]! - x[b]!);
  const column = (of: number) => order.map((i) => (group[i] === of ? y[i]! : null));
  return [order.map((i) => x[i]!), ...groups.map((_, of) => column(of))] as [
    number[],
    ...(number | null)[][],
  ];
}
