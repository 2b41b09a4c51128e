import type { Figure } from './figure.ts';
import type { MeasureColumn, MeasureLine, MeasuresPage } from './measures.ts';

/** A table of texts and their figures. */
export interface FigureTable {
  readonly title: string;
  readonly columns: readonly MeasureColumn[];
  readonly lines: readonly MeasureLine[];
}

/**
 * All recipes side by side: the score of the student that each recipe's rows trained, and the main figures
 * of every measure that was made. Null before any was made.
 */
export function atAGlance({ sets, panels }: MeasuresPage): FigureTable | null {
  const main = panels.flatMap((panel) =>
    panel.columns.flatMap(({ atAGlance: title, unit }, at) =>
      title === undefined ? [] : [{ panel, at, column: { title, unit } }],
    ),
  );
  if (main.length === 0) return null;
  return {
    title: 'All recipes side by side',
    columns: [
      { title: 'its student on test texts', unit: 'percent' },
      ...main.map(({ column }) => column),
    ],
    lines: sets.flatMap(({ title, n, onTest }): MeasureLine[] => {
      // texts that no recipe wrote are measured only as what rows are compared with
      if (onTest === undefined) return [];
      const figures = main.map(({ panel, at }): Figure => {
        const line = panel.lines.find((one) => one.title === title);
        return line?.figures[at] ?? { undefinedBecause: `${panel.title} is not made of it yet` };
      });
      return [{ title, n, figures: [onTest, ...figures] }];
    }),
  };
}
