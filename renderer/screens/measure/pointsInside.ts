import type { MapPoints } from '../../../electron/contract/measures.ts';
import type { MapView } from './mapView.ts';

/** A closed line, in pixels of the canvas. */
export type Lasso = readonly (readonly [number, number])[];

/** The indices of the points inside a closed line, by the even-odd rule. */
export function pointsInside({ x, y }: MapPoints, view: MapView, lasso: Lasso): number[] {
  const inside: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const px = (x[i]! - view.left) / view.acrossAPixel;
    const py = (y[i]! - view.top) / view.downAPixel;
    if (isInside(lasso, px, py)) inside.push(i);
  }
  return inside;
}

function isInside(lasso: Lasso, px: number, py: number): boolean {
  let inside = false;
  for (let i = 0, before = lasso.length - 1; i < lasso.length; before = i++) {
    const [ax, ay] = lasso[i]!;
    const [bx, by] = lasso[before]!;
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}

/** The nearest point within a few pixels; undefined if there is none. */
export function pointNear(
  { x, y, group }: MapPoints,
  view: MapView,
  [px, py]: readonly [number, number],
  hidden: ReadonlySet<number>,
): number | undefined {
  let best: number | undefined;
  let least = NEAR ** 2;
  for (let i = 0; i < x.length; i++) {
    if (hidden.has(group[i]!)) continue;
    const across = (x[i]! - view.left) / view.acrossAPixel - px;
    const down = (y[i]! - view.top) / view.downAPixel - py;
    const distance = across * across + down * down;
    if (distance < least) [best, least] = [i, distance];
  }
  return best;
}

const NEAR = 8;
