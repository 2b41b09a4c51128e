import { useQuery } from '@tanstack/react-query';
import { useMemo, useState } from 'react';
import type { MapPoints } from '../../../electron/contract/measures.ts';
import { recipeVariants } from '../../../electron/contract/recipes/recipes.ts';
import { rowCount } from '../../components/rowCount.ts';
import { queries } from '../../store/queries.ts';
import { MapCanvas } from './MapCanvas.tsx';
import { GROUP_COLOURS } from './mapColours.ts';

interface Props {
  readonly title: string;
  readonly points: MapPoints;
  /** Shows rows in Review. */
  readonly onReview: (rows: readonly number[]) => void;
}

/** All texts in one picture, with a legend that hides groups, and the text under the pointer. */
export function PointMap({ title, points, onReview }: Props) {
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [marked, setMarked] = useState<readonly number[]>([]);
  const [near, setNear] = useState<number | undefined>();
  const rows = useMemo(
    () =>
      marked.filter((at) => !hidden.has(points.group[at]!)).flatMap((at) => points.row[at] ?? []),
    [marked, points, hidden],
  );
  return (
    <figure className="stack point-map" aria-label={`Map: ${title}`}>
      <Legend points={points} hidden={hidden} onHide={setHidden} onReview={onReview} />
      <MapCanvas points={points} hidden={hidden} onNear={setNear} onMark={setMarked} />
      <figcaption className="row apart">
        <span className="muted small map-text">
          {near === undefined ? (
            <>
              {points.axes ? `Across: ${points.axes[0]}. Up: ${points.axes[1]}. ` : ''}
              Draw around points to mark them. The wheel zooms; drag with Shift to move the map.
            </>
          ) : (
            <PointText points={points} at={near} />
          )}
        </span>
        <button
          type="button"
          className="button"
          disabled={rows.length === 0}
          onClick={() => onReview(rows)}
        >
          {rows.length === 0
            ? 'No rows marked'
            : `Review ${rows.length.toLocaleString('en')} marked ${rows.length === 1 ? 'row' : 'rows'}`}
        </button>
      </figcaption>
    </figure>
  );
}

interface LegendProps extends Pick<Props, 'points' | 'onReview'> {
  readonly hidden: ReadonlySet<number>;
  readonly onHide: (hidden: ReadonlySet<number>) => void;
}

/** The groups by their colours. The rows of each are reviewed from here without a pointer. */
function Legend({ points, hidden, onHide, onReview }: LegendProps) {
  const rows = useMemo(() => rowsByGroup(points), [points]);
  return (
    <fieldset className="row map-legend small">
      <legend className="visually-hidden">Shown texts</legend>
      {points.groups.map((name, group) => (
        <div className="row map-group" key={name}>
          <label className="row">
            <input
              type="checkbox"
              checked={!hidden.has(group)}
              onChange={({ target: { checked } }) => {
                const next = new Set(hidden);
                if (checked) next.delete(group);
                else next.add(group);
                onHide(next);
              }}
            />
            <span className="swatch" data-group={group % GROUP_COLOURS} aria-hidden="true" />
            {name}
          </label>
          {rows[group]!.length === 0 ? null : (
            <button
              type="button"
              className="button quiet"
              aria-label={`Review ${rowCount(rows[group]!.length)} of ${name}`}
              onClick={() => onReview(rows[group]!)}
            >
              Review {rowCount(rows[group]!.length)}
            </button>
          )}
        </div>
      ))}
    </fieldset>
  );
}

function rowsByGroup({ groups, group, row }: MapPoints): readonly (readonly number[])[] {
  const rows: number[][] = groups.map(() => []);
  for (const [at, id] of row.entries()) if (id !== null) rows[group[at]!]!.push(id);
  return rows;
}

/** What is under the pointer. */
function PointText({ points, at }: { points: MapPoints; at: number }) {
  const row = points.row[at] ?? null;
  const group = points.groups[points.group[at]!];
  const { data } = useQuery(
    queries.measures.row.queryOptions({ input: { row: row ?? 0 }, enabled: row !== null }),
  );
  if (row === null || !data) return <>{group}</>;
  const recipe = recipeVariants.get(data.recipe)?.paperName ?? data.recipe;
  return (
    <>
      <strong>{data.label}</strong> ({recipe}): {data.text}
    </>
  );
}
