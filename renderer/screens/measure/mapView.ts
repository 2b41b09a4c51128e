/** The part of a map that is shown: the map's coordinates of its left upper corner, and how many a pixel has. */
export interface MapView {
  readonly left: number;
  readonly top: number;
  readonly acrossAPixel: number;
  readonly downAPixel: number;
}

/** The pixels of a canvas. */
export interface Size {
  readonly width: number;
  readonly height: number;
  /** How many of them a pixel of the page has across. */
  readonly ratio: number;
}

/** In pixels of the page. */
const MARGIN = 12;

/** All points, with a margin; y grows upwards. */
export function wholeMap(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  { width, height, ratio }: Size,
): MapView {
  const margin = MARGIN * ratio;
  const [lowX, highX] = rangeOf(x);
  const [lowY, highY] = rangeOf(y);
  const acrossAPixel = (highX - lowX) / Math.max(1, width - 2 * margin);
  const downAPixel = -(highY - lowY) / Math.max(1, height - 2 * margin);
  return {
    left: lowX - margin * acrossAPixel,
    top: highY - margin * downAPixel,
    acrossAPixel,
    downAPixel,
  };
}

/** The view after a turn of the wheel: what is under the pointer stays there. */
export function zoomed(view: MapView, at: readonly [number, number], factor: number): MapView {
  const [px, py] = at;
  return {
    left: view.left + px * view.acrossAPixel * (1 - factor),
    top: view.top + py * view.downAPixel * (1 - factor),
    acrossAPixel: view.acrossAPixel * factor,
    downAPixel: view.downAPixel * factor,
  };
}

/** The view after the map was moved by so many pixels. */
export function moved(view: MapView, [across, down]: readonly [number, number]): MapView {
  return {
    ...view,
    left: view.left - across * view.acrossAPixel,
    top: view.top - down * view.downAPixel,
  };
}

/** The range of values; of equal ones a range around them. */
export function rangeOf(values: ArrayLike<number>): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (let i = 0; i < values.length; i++) {
    low = Math.min(low, values[i]!);
    high = Math.max(high, values[i]!);
  }
  if (low > high) return [0, 1];
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}
