import 'uplot/dist/uPlot.min.css';
import uPlot from 'uplot';

/** The colours of a plot: the element's `color`, `accent-color` and `border-color`. */
export interface PlotColours {
  readonly ink: () => string;
  readonly accent: () => string;
  readonly line: () => string;
}

/** uPlot's options; the width is the element's. */
export type PlotOptions = Omit<uPlot.Options, 'width'>;

/**
 * A plot as wide as its element, in the page's colours. The colours are read at each drawing, and
 * the plot is redrawn when the system switches between light and dark, because a canvas does not
 * follow by itself.
 * @returns removes the plot
 */
export function themedPlot(
  element: HTMLElement,
  options: (colours: PlotColours) => PlotOptions,
  data: uPlot.AlignedData,
): () => void {
  const colours = {
    ink: () => getComputedStyle(element).color,
    accent: () => getComputedStyle(element).accentColor,
    line: () => getComputedStyle(element).borderColor,
  };
  const plot = new uPlot({ width: element.clientWidth, ...options(colours) }, data, element);
  const theme = matchMedia('(prefers-color-scheme: dark)');
  const redraw = () => plot.redraw();
  theme.addEventListener('change', redraw);
  return () => {
    theme.removeEventListener('change', redraw);
    plot.destroy();
  };
}

/** An axis of shares, with values in percent. */
export const percents = (_: unknown, at: readonly number[]) =>
  at.map((value) => String(Math.round(100 * value)));
