import type { MapPoints } from '../../../electron/contract/measures.ts';
import { type MapView, rangeOf } from './mapView.ts';

/** A closed line, in pixels of the canvas. */
export type Lasso = readonly (readonly [number, number])[];

/** The indices of the points inside a closed line, by the even-odd rule. */
export function pointsInside({ x, y }: MapPoints, view: MapView, lasso: Lasso): number[] {
  const inside: number[] = [];
  const [lowX, highX] = rangeOf(lasso.map(([px]) => px));
  const [lowY, highY] = rangeOf(lasso.map(([, py]) => py));
  for (let i = 0; i < x.length; i++) {
    const px = (x[i]! - view.left) / view.acrossAPixel;
    const py = (y[i]! - view.top) / view.downAPixel;
    // a line has hundreds of corners, and most points are far from it
    if (px < lowX || px > highX || py < lowY || py > highY) continue;
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
