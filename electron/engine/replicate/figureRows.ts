import { z } from 'zod';

/** What a figure draws: systems in several places, where a place adds what differs there. */
const figureSchema = z.strictObject({
  lines: z.array(z.looseObject({ line: z.string() })).nonempty(),
  places: z.array(z.looseObject({ at: z.string() })).nonempty(),
});

/**
 * The rows of a figure, each line in each place, before they are checked.
 * @param written `lines` and `places`; a list of rows stays as it is
 */
export function figureRows(written: unknown): unknown {
  if (Array.isArray(written)) return written;
  const { lines, places } = figureSchema.parse(written);
  return lines.flatMap((line) =>
    places.map((place) => ({ ...line, ...place, name: `${line.line}: ${place.at}` })),
  );
}
