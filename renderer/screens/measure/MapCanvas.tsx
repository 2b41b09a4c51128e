import { memo, type PointerEvent, useEffect, useMemo, useRef, useState } from 'react';
import type { MapPoints } from '../../../electron/contract/measures.ts';
import { drawPoints } from './drawPoints.ts';
import { GROUP_COLOURS, mapColours } from './mapColours.ts';
import { type MapView, moved, type Size, wholeMap, zoomed } from './mapView.ts';
import { pointGrid } from './pointGrid.ts';
import { type Lasso, pointsInside } from './pointsInside.ts';

interface Props {
  readonly points: MapPoints;
  /** Groups that are not shown. */
  readonly hidden: ReadonlySet<number>;
  /** Told the index of the point under the pointer. */
  readonly onNear: (at: number | undefined) => void;
  /** Told the indices of the points that were drawn around. */
  readonly onMark: (marked: readonly number[]) => void;
}

const ZOOM = 1.0015;
/** Fewer corners are a click. */
const LEAST_CORNERS = 4;
/** How far from a point the pointer is on it, in pixels of the page. */
const NEAR = 8;

/**
 * The points themselves, in the pixels of the screen. The wheel zooms and moves sideways, dragging marks
 * points, and dragging with Shift moves the map.
 */
export const MapCanvas = memo(({ points, hidden, onNear, onMark }: Props) => {
  const pane = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const lines = useRef<HTMLCanvasElement>(null);
  const size = useSize(pane);
  const whole = useMemo(() => wholeMap(points.x, points.y, size), [points, size]);
  const [view, setView] = useState<MapView>(whole);
  useEffect(() => setView(whole), [whole]);
  const grid = useMemo(() => pointGrid(points), [points]);
  const image = useMemo(() => new ImageData(size.width, size.height), [size]);
  const drag = useRef<Drag | null>(null);

  useEffect(() => {
    const draw = () => {
      const swatches = pane.current!.querySelectorAll('.swatch');
      const colours = mapColours(swatches, points.groups.length, hidden);
      drawPoints(new Uint32Array(image.data.buffer), size, points, view, colours);
      canvas.current!.getContext('2d')!.putImageData(image, 0, 0);
    };
    // several turns of the wheel within a frame are drawn once
    const frame = requestAnimationFrame(draw);
    const theme = matchMedia('(prefers-color-scheme: dark)');
    theme.addEventListener('change', draw);
    return () => {
      cancelAnimationFrame(frame);
      theme.removeEventListener('change', draw);
    };
  }, [points, view, hidden, size, image]);

  useEffect(() => {
    const element = lines.current!;
    const turn = (event: WheelEvent) => {
      // React's own listener is passive, and the page would scroll
      event.preventDefault();
      // the outline belongs to the view in which it was drawn
      drawLasso(element, []);
      const at = placeIn(element, event);
      const { deltaX, deltaY } = event;
      setView((before) => moved(zoomed(before, at, ZOOM ** deltaY), [-deltaX * size.ratio, 0]));
    };
    element.addEventListener('wheel', turn, { passive: false });
    return () => element.removeEventListener('wheel', turn);
  }, [size]);

  const move = (event: PointerEvent<HTMLCanvasElement>) => {
    const place = placeIn(event.currentTarget, event);
    const dragged = drag.current;
    if (dragged === null) {
      onNear(grid.nearest(view, place, NEAR * size.ratio, hidden));
    } else if (dragged.isLasso) {
      dragged.path.push(place);
      drawLasso(event.currentTarget, dragged.path);
    } else {
      const [x, y] = dragged.path.at(-1)!;
      dragged.path.push(place);
      setView((before) => moved(before, [place[0] - x, place[1] - y]));
    }
  };
  const release = (event: PointerEvent<HTMLCanvasElement>) => {
    const { isLasso = false, path = [] } = drag.current ?? {};
    drag.current = null;
    if (!isLasso) return;
    const isClick = path.length < LEAST_CORNERS;
    if (isClick) drawLasso(event.currentTarget, []);
    onMark(isClick ? [] : pointsInside(points, view, path));
  };
  return (
    <div className="map-pane" ref={pane}>
      <span hidden>
        {Array.from({ length: GROUP_COLOURS }, (_, group) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the colours never change their places
          <span className="swatch" data-group={group} key={group} />
        ))}
      </span>
      <canvas ref={canvas} width={size.width} height={size.height} />
      <canvas
        ref={lines}
        width={size.width}
        height={size.height}
        role="img"
        aria-label={`${points.x.length.toLocaleString('en')} texts as points`}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          const isLasso = !event.shiftKey;
          drag.current = { isLasso, path: [placeIn(event.currentTarget, event)] };
          if (!isLasso) drawLasso(event.currentTarget, []);
        }}
        onPointerMove={move}
        onPointerUp={release}
        onPointerCancel={release}
        onPointerLeave={() => onNear(undefined)}
      />
      {view === whole ? null : (
        <button type="button" className="button map-whole" onClick={() => setView(whole)}>
          Whole map
        </button>
      )}
    </div>
  );
});

/** A pointer that is held down: it draws a line around points, or moves the map. */
interface Drag {
  readonly isLasso: boolean;
  readonly path: [number, number][];
}

/** The pixels of the screen that an element has. */
function useSize(element: { readonly current: HTMLElement | null }): Size {
  const [size, setSize] = useState<Size>({ width: 880, height: 420, ratio: 1 });
  useEffect(() => {
    const observer = new ResizeObserver(() => {
      const { clientWidth, clientHeight } = element.current!;
      const ratio = devicePixelRatio;
      const width = Math.max(1, Math.round(clientWidth * ratio));
      const height = Math.max(1, Math.round(clientHeight * ratio));
      setSize((before) =>
        before.width === width && before.height === height && before.ratio === ratio
          ? before
          : { width, height, ratio },
      );
    });
    observer.observe(element.current!);
    return () => observer.disconnect();
  }, [element]);
  return size;
}

/** A place on a canvas, in its own pixels. */
function placeIn(
  element: HTMLCanvasElement,
  event: { readonly clientX: number; readonly clientY: number },
): [number, number] {
  const { left, top, width, height } = element.getBoundingClientRect();
  return [
    ((event.clientX - left) * element.width) / width,
    ((event.clientY - top) * element.height) / height,
  ];
}

function drawLasso(element: HTMLCanvasElement, corners: Lasso): void {
  const context = element.getContext('2d')!;
  context.clearRect(0, 0, element.width, element.height);
  if (corners.length === 0) return;
  context.strokeStyle = getComputedStyle(element).color;
  context.lineWidth = 1.5 * devicePixelRatio;
  context.beginPath();
  for (const [x, y] of corners) context.lineTo(x, y);
  context.closePath();
  context.stroke();
}
