import type { MapPoints } from '../../contract/measures.ts';
import { type Html, html } from './html.ts';

const SIZE = { width: 880, height: 420, margin: 12 };
/** Colours that the page's style has. */
const COLOURS = 6;
/** So few points are drawn larger. */
const FEW_POINTS = 2000;
/** More points than a printed picture can show. */
const MOST_POINTS = 20_000;

/** A map as a picture in the page: a path of dots for each group, and which colour each has. */
export function mapPicture({ groups, group, x, y, axes }: MapPoints): Html {
  // few points are hard to see
  const thick = x.length <= FEW_POINTS ? 6 : 3;
  const every = Math.ceil(x.length / MOST_POINTS);
  const [lowX, highX, lowY, highY] = [lowest(x), highest(x), lowest(y), highest(y)];
  const { width, height, margin } = SIZE;
  const across = (value: number) =>
    margin + ((value - lowX) / (highX - lowX || 1)) * (width - 2 * margin);
  const down = (value: number) =>
    height - margin - ((value - lowY) / (highY - lowY || 1)) * (height - 2 * margin);
  const dots = groups.map((_, of) =>
    x.flatMap((value, i) =>
      group[i] === of && i % every === 0
        ? [`M${across(value).toFixed(1)} ${down(y[i]!).toFixed(1)}h0`]
        : [],
    ),
  );
  return html`<figure>
<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${x.length} texts as points">${dots.map(
    (path, of) =>
      html`<path class="dots g${of % COLOURS}" stroke-width="${thick}" d="${path.join('')}"/>`,
  )}</svg>
<figcaption>${groups.map((name, of) => html`<span class="g${of % COLOURS}">●</span> ${name} `)}${
    axes ? `Across: ${axes[0]}. Up: ${axes[1]}.` : 'Near points are alike; the axes mean nothing.'
  }</figcaption>
</figure>`;
}

const lowest = (values: readonly number[]) =>
  values.reduce((a, b) => Math.min(a, b), values[0] ?? 0);
const highest = (values: readonly number[]) =>
  values.reduce((a, b) => Math.max(a, b), values[0] ?? 0);
