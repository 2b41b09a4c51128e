/** A figure, or why it is not defined for these texts. */
export type Figure =
  | { readonly value: number; readonly ci95?: readonly [number, number] }
  | { readonly undefinedBecause: string };

/** How a figure is written: a share from 0 to 1 as percent, bits, a count, or a plain number. */
export type FigureUnit = 'percent' | 'bits' | 'count' | 'number';

/** A figure as people read it, with its 95% interval if it has one: '62.1%', '4.21 bits', '–'. */
export function figureText(figure: Figure, unit: FigureUnit): string {
  if ('undefinedBecause' in figure) return '–';
  const text = WRITTEN[unit];
  const { value, ci95 } = figure;
  return ci95 ? `${text(value)} [${text(ci95[0])}, ${text(ci95[1])}]` : text(value);
}

const WRITTEN: Readonly<Record<FigureUnit, (value: number) => string>> = {
  percent: (value) => `${(100 * value).toFixed(1)}%`,
  bits: (value) => `${value.toFixed(2)} bits`,
  count: (value) => Math.round(value).toLocaleString('en'),
  number: (value) => value.toFixed(3),
};
