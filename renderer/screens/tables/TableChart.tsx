import { useId, useMemo } from 'react';
import type { MapPicture } from '../../../electron/contract/measures.ts';
import type { TableChart as Chart, ChartLine } from '../../../electron/contract/tableChart.ts';
import { GROUP_COLOURS } from '../measure/mapColours.ts';
import { rangeOf } from '../measure/mapView.ts';
import { LinesChart } from './LinesChart.tsx';
import { MapChart } from './MapChart.tsx';
import './tables.css';

/** A figure of a paper; the table below it has the same numbers as text. */
export function TableChart({ chart }: { chart: Chart }) {
  const isEmpty = chart.kind === 'maps' ? chart.pictures.length === 0 : chart.panels.length === 0;
  return (
    <div className="stack">
      <p className="muted small">{chart.says}</p>
      {isEmpty ? null : (
        <div className="grid-2 table-chart">
          {chart.kind === 'maps' ? (
            <Maps pictures={chart.pictures} />
          ) : (
            chart.panels.map(({ column, lines }) => (
              <Panel key={column} chart={chart} column={column} lines={lines} />
            ))
          )}
        </div>
      )}
    </div>
  );
}

type Maps = Extract<Chart, { kind: 'maps' }>;

/** Pictures whose axes mean something have the same ones, so that they can be compared. */
function Maps({ pictures }: Pick<Maps, 'pictures'>) {
  const ranges = useMemo(() => {
    const shared = rangesOf(pictures.map(({ picture }) => picture));
    return pictures.map(({ picture }) => (picture.axes ? shared : rangesOf([picture])));
  }, [pictures]);
  return pictures.map(({ line, column, teacher, picture }, i) => (
    <MapChart
      key={`${line} ${column} ${teacher}`}
      title={`${column}: ${line}, ${teacher}`}
      picture={picture}
      ranges={ranges[i]!}
    />
  ));
}

interface PanelProps {
  chart: Exclude<Chart, Maps>;
  column: string;
  lines: readonly ChartLine[];
}

/** All lines of a data set. A system has the same colour whoever its teacher is. */
function Panel({ chart: { kind, across, up, places }, column, lines }: PanelProps) {
  const title = useId();
  const coloured = useMemo(() => {
    const systems = [...new Set(lines.map(({ line }) => line))];
    return lines.map((one) => ({ ...one, group: systems.indexOf(one.line) % GROUP_COLOURS }));
  }, [lines]);
  return (
    <figure className="stack" aria-labelledby={title}>
      <figcaption id={title}>{column}</figcaption>
      <LinesChart
        lines={coloured}
        places={places}
        across={across}
        up={up}
        isJoined={kind === 'lines'}
      />
      <ul className="chart-legend small">
        {coloured.map(({ line, teacher, isPrinted, group }) => (
          <li key={`${line} ${teacher} ${isPrinted}`}>
            <span
              className={`swatch ${isPrinted ? 'printed' : ''}`}
              data-group={group}
              aria-hidden="true"
            />
            {line}, {isPrinted ? `${teacher}, printed` : teacher}
          </li>
        ))}
      </ul>
    </figure>
  );
}

/** What both axes show: all points, with a margin. */
function rangesOf(pictures: readonly MapPicture[]) {
  const around = (values: readonly number[]): [number, number] => {
    const [low, high] = rangeOf(values);
    const margin = MARGIN * (high - low);
    return [low - margin, high + margin];
  };
  return {
    x: around(pictures.flatMap(({ x }) => x)),
    y: around(pictures.flatMap(({ y }) => y)),
  };
}

/** A share of the range. */
const MARGIN = 0.05;
