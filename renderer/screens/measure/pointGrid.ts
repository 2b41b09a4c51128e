import type { MapPoints } from '../../../electron/contract/measures.ts';
import { type MapView, rangeOf } from './mapView.ts';

/** Points by the cell of a grid that they lie in, so that those near a place are found without the others. */
export interface PointGrid {
  /**
   * The nearest point that is shown within so many pixels of a place; undefined if there is none.
   * @param place in pixels of the view
   */
  nearest(
    view: MapView,
    place: readonly [number, number],
    pixels: number,
    hidden: ReadonlySet<number>,
  ): number | undefined;
}

/** Points a cell, if they were spread evenly. */
const IN_A_CELL = 4;

export function pointGrid({ x, y, group }: MapPoints): PointGrid {
  const side = Math.max(1, Math.ceil(Math.sqrt(x.length / IN_A_CELL)));
  const [lowX, highX] = rangeOf(x);
  const [lowY, highY] = rangeOf(y);
  const bounded = (cell: number) => Math.min(side - 1, Math.max(0, Math.floor(cell)));
  const column = (value: number) => bounded((side * (value - lowX)) / (highX - lowX));
  const line = (value: number) => bounded((side * (value - lowY)) / (highY - lowY));
  const { starts, members } = byCell(
    x.map((value, i) => line(y[i]!) * side + column(value)),
    side * side,
  );
  return {
    nearest({ left, top, acrossAPixel, downAPixel }, [px, py], pixels, hidden) {
      const [atX, atY] = [left + px * acrossAPixel, top + py * downAPixel];
      const [reachX, reachY] = [pixels * acrossAPixel, pixels * Math.abs(downAPixel)];
      let best: number | undefined;
      let least = pixels ** 2;
      for (let row = line(atY - reachY); row <= line(atY + reachY); row++) {
        const first = starts[row * side + column(atX - reachX)]!;
        const end = starts[row * side + column(atX + reachX) + 1]!;
        for (let at = first; at < end; at++) {
          const i = members[at]!;
          if (hidden.has(group[i]!)) continue;
          const across = (x[i]! - atX) / acrossAPixel;
          const down = (y[i]! - atY) / downAPixel;
          const distance = across * across + down * down;
          if (distance < least) [best, least] = [i, distance];
        }
      }
      return best;
    },
  };
}

/** Items in the order of their cells, and where each cell begins. */
function byCell(
  cells: readonly number[],
  count: number,
): { readonly starts: Int32Array; readonly members: Int32Array } {
  const starts = new Int32Array(count + 1);
  for (const cell of cells) starts[cell + 1]!++;
  for (let cell = 0; cell < count; cell++) starts[cell + 1]! += starts[cell]!;
  const next = starts.slice();
  const members = new Int32Array(cells.length);
  for (const [i, cell] of cells.entries()) members[next[cell]!++] = i;
  return { starts, members };
}
