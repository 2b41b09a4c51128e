import type { MapPoints } from '../../../electron/contract/measures.ts';
import type { MapView, Size } from './mapView.ts';

/** How far a point reaches from its middle in pixels of the page, by how many points there are at most. */
const REACHES: readonly (readonly [number, number])[] = [
  [300, 3],
  [3000, 2],
  [Number.POSITIVE_INFINITY, 1],
];

/**
 * Draws points as discs, larger ones if they are few. Pixels are written directly: 100,000 points take a
 * few milliseconds, where paths take a hundred.
 * @param pixels of the canvas, one number each, as ImageData has them; they are overwritten
 * @param colours of the groups, as such numbers; 0 hides a group
 */
export function drawPoints(
  pixels: Uint32Array,
  { width, height, ratio }: Size,
  { x, y, group }: MapPoints,
  { left, top, acrossAPixel, downAPixel }: MapView,
  colours: readonly number[],
): void {
  const [, ofPage] = REACHES.find(([most]) => x.length <= most)!;
  const reach = Math.round(ofPage * ratio);
  const halves = halfLines(reach);
  pixels.fill(0);
  for (let i = 0; i < x.length; i++) {
    const colour = colours[group[i]!]!;
    if (colour === 0) continue;
    const px = Math.round((x[i]! - left) / acrossAPixel);
    const py = Math.round((y[i]! - top) / downAPixel);
    if (px < reach || py < reach || px >= width - reach || py >= height - reach) continue;
    for (let line = -reach; line <= reach; line++) {
      const middle = (py + line) * width + px;
      const half = halves[line + reach]!;
      for (let at = middle - half; at <= middle + half; at++) pixels[at] = colour;
    }
  }
}

/** The halves of a disc's lines without its middle column; a disc of three pixels is a square. */
function halfLines(reach: number): number[] {
  return Array.from({ length: 2 * reach + 1 }, (_, at) =>
    reach === 1 ? 1 : Math.floor(Math.sqrt((reach + 0.5) ** 2 - (at - reach) ** 2)),
  );
}
