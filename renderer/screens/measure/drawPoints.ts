import type { MapPoints } from '../../../electron/contract/measures.ts';
import type { MapView, Size } from './mapView.ts';

/** Half of a point's edge in pixels, without its middle. */
const REACH = 1;

/**
 * Draws points as squares of three pixels. Pixels are written directly: 100,000 points take a few
 * milliseconds, where paths take a hundred.
 * @param pixels of the canvas, one number each, as ImageData has them; they are overwritten
 * @param colours of the groups, as such numbers; 0 hides a group
 */
export function drawPoints(
  pixels: Uint32Array,
  { width, height }: Size,
  { x, y, group }: MapPoints,
  { left, top, acrossAPixel, downAPixel }: MapView,
  colours: readonly number[],
): void {
  pixels.fill(0);
  for (let i = 0; i < x.length; i++) {
    const colour = colours[group[i]!]!;
    if (colour === 0) continue;
    const px = Math.round((x[i]! - left) / acrossAPixel);
    const py = Math.round((y[i]! - top) / downAPixel);
    if (px < REACH || py < REACH || px >= width - REACH || py >= height - REACH) continue;
    for (let line = py - REACH; line <= py + REACH; line++) {
      const at = line * width + px;
      pixels[at - 1] = colour;
      pixels[at] = colour;
      pixels[at + 1] = colour;
    }
  }
}
