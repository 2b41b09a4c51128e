/** How many colours of groups measure.css has. */
export const GROUP_COLOURS = 6;

/** The colours of the groups as pixels of ImageData, whose bytes are in the order RGBA; 0 hides a group. */
export function mapColours(
  swatches: Iterable<Element>,
  groups: number,
  hidden: ReadonlySet<number>,
): number[] {
  const colours = [...swatches].map((swatch) => pixelOf(getComputedStyle(swatch).backgroundColor));
  return Array.from({ length: groups }, (_, group) =>
    hidden.has(group) ? 0 : colours[group % colours.length]!,
  );
}

/** A CSS colour `rgb(r, g, b)` as a pixel. */
function pixelOf(colour: string): number {
  const [red = 0, green = 0, blue = 0] = colour.match(/[\d.]+/g)?.map(Number) ?? [];
  return ((255 << 24) | (blue << 16) | (green << 8) | red) >>> 0;
}
