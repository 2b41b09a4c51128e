import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { MapPoints } from '../../../electron/contract/measures.ts';
import { recipeVariants } from '../../../electron/contract/recipes/recipes.ts';
import { queries } from '../../store/queries.ts';
import { drawPoints } from './drawPoints.ts';
import { type MapView, wholeMap, zoomed } from './mapView.ts';
import { type Lasso, pointNear, pointsInside } from './pointsInside.ts';

interface Props {
  readonly title: string;
  readonly points: MapPoints;
  /** Shows rows in Review. */
  readonly onReview: (rows: readonly number[]) => void;
}

const SIZE = { width: 880, height: 420 };
const ZOOM = 1.0015;

/** All texts in one picture: the wheel zooms, dragging marks rows, and the pointer shows a row's text. */
export function PointMap({ title, points, onReview }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const legend = useRef<HTMLFieldSetElement>(null);
  const whole = useMemo(() => wholeMap(points.x, points.y, SIZE), [points]);
  const [view, setView] = useState<MapView>(whole);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const [marked, setMarked] = useState<readonly number[]>([]);
  const [near, setNear] = useState<number | undefined>();
  const lasso = useRef<[number, number][] | null>(null);
  useEffect(() => setView(whole), [whole]);
  useEffect(() => {
    const context = canvas.current!.getContext('2d')!;
    const image = context.createImageData(SIZE.width, SIZE.height);
    const draw = () => {
      const colours = [...legend.current!.querySelectorAll('.swatch')].map((swatch, group) =>
        hidden.has(group) ? 0 : pixelOf(getComputedStyle(swatch).backgroundColor),
      );
      drawPoints(new Uint32Array(image.data.buffer), SIZE, points, view, colours);
      context.putImageData(image, 0, 0);
    };
    const frame = requestAnimationFrame(draw);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      cancelAnimationFrame(frame);
      theme.removeEventListener('change', draw);
    };
  }, [points, view, hidden]);
  useEffect(() => {
    const element = lines.current!;
    // React's own listener is passive, and the page would scroll
    const zoom = (event: WheelEvent) => {
      event.preventDefault();
      setView((before) => zoomed(before, placeIn(element, event), ZOOM ** event.deltaY));
    };
    element.addEventListener('wheel', zoom, { passive: false });
    return () => element.removeEventListener('wheel', zoom);
  }, []);
  const rows = useMemo(() => marked.flatMap((at) => points.row[at] ?? []), [marked, points]);
  return (
    <figure className="stack point-map" aria-label={`Map: ${title}`}>
      <fieldset className="row" ref={legend}>
        <legend className="visually-hidden">Shown texts</legend>
        {points.groups.map((name, group) => (
          <label className="row small" key={name}>
            <input
              type="checkbox"
              checked={!hidden.has(group)}
              onChange={({ target: { checked } }) => {
                const next = new Set(hidden);
                if (checked) next.delete(group);
                else next.add(group);
                setHidden(next);
              }}
            />
            <span className="swatch" data-group={group % GROUPS} aria-hidden="true" />
            {name}
          </label>
        ))}
        <button type="button" className="button quiet" onClick={() => setView(whole)}>
          Whole map
        </button>
      </fieldset>
      <div className="map-pane">
        <canvas ref={canvas} {...SIZE} />
        <canvas
          ref={lines}
          {...SIZE}
          role="img"
          aria-label={`${points.x.length.toLocaleString('en')} texts as points`}
          onPointerDown={(event) => {
            event.currentTarget.setPointerCapture(event.pointerId);
            lasso.current = [placeIn(event.currentTarget, event)];
          }}
          onPointerMove={(event) => {
            const place = placeIn(event.currentTarget, event);
            if (lasso.current) {
              lasso.current.push(place);
              drawLasso(event.currentTarget, lasso.current);
            } else setNear(pointNear(points, view, place, hidden));
          }}
          onPointerUp={(event) => {
            const drawn = lasso.current ?? [];
            lasso.current = null;
            if (drawn.length < LEAST_CORNERS) {
              drawLasso(event.currentTarget, []);
              setMarked([]);
            } else {
              const inside = pointsInside(points, view, drawn);
              setMarked(inside.filter((at) => !hidden.has(points.group[at]!)));
            }
          }}
          onPointerLeave={() => setNear(undefined)}
        />
      </div>
      <figcaption className="row apart">
        <span className="muted small map-text">
          {near === undefined ? (
            <>
              {points.axes ? `Across: ${points.axes[0]}. Up: ${points.axes[1]}. ` : ''}
              The wheel zooms; draw around points to mark them.
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
            : `Review ${rows.length.toLocaleString('en')} marked rows`}
        </button>
      </figcaption>
    </figure>
  );
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

/** Colours that measure.css has. */
const GROUPS = 6;
/** Fewer corners are a click. */
const LEAST_CORNERS = 4;

/** A place on the canvas, in its own pixels. */
function placeIn(
  element: HTMLCanvasElement,
  event: { readonly clientX: number; readonly clientY: number },
): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [
    ((event.clientX - left) * SIZE.width) / width,
    ((event.clientY - top) * SIZE.height) / height,
  ];
}

function drawLasso(element: HTMLCanvasElement, corners: Lasso): void {
  const context = element.getContext('2d')!;
  context.clearRect(0, 0, SIZE.width, SIZE.height);
  if (corners.length === 0) return;
  context.strokeStyle = getComputedStyle(element).color;
  context.lineWidth = 1.5;
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
  context.stroke();
}

/** A CSS colour `rgb(r, g, b)` as a pixel of ImageData, whose bytes are in the order RGBA. */
function pixelOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
