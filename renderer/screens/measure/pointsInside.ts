import type { MapPoints } from '../../../electron/contract/measures.ts';
import type { MapView } from './mapView.ts';

type Corner = readonly [number, number];

/** A closed line, in pixels of the canvas. */
export type Lasso = readonly Corner[];

/** The indices of the points inside a closed line, by the even-odd rule. */
export function pointsInside({ x, y }: MapPoints, view: MapView, lasso: Lasso): number[] {
  const sides = sidesByLine(lasso);
  const inside: number[] = [];
  for (let i = 0; i < x.length; i++) {
    const px = (x[i]! - view.left) / view.acrossAPixel;
    const py = (y[i]! - view.top) / view.downAPixel;
    const own = sides.get(Math.floor(py));
    if (own && isInside(own, px, py)) inside.push(i);
  }
  return inside;
}

/** A piece of the line, from corner to corner. */
type Side = readonly [Corner, Corner];

/** The sides that cross each line of pixels: a drawn line has hundreds, and a point needs a few of them. */
function sidesByLine(lasso: Lasso): ReadonlyMap<number, readonly Side[]> {
  const sides = new Map<number, Side[]>();
  for (const [i, corner] of lasso.entries()) {
    const before = lasso.at(i - 1)!;
    const [from, to] = [corner[1], before[1]].toSorted((a, b) => a - b);
    for (let line = Math.floor(from!); line <= to!; line++) {
      const own = sides.get(line);
      if (own) own.push([corner, before]);
      else sides.set(line, [[corner, before]]);
    }
  }
  return sides;
}

function isInside(sides: readonly Side[], px: number, py: number): boolean {
  let inside = false;
  for (const [[ax, ay], [bx, by]] of sides) {
    if (ay > py !== by > py && px < ((bx - ax) * (py - ay)) / (by - ay) + ax) inside = !inside;
  }
  return inside;
}
