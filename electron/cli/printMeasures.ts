import { atAGlance, type FigureTable } from '../contract/atAGlance.ts';
import { figureText } from '../contract/figure.ts';
import { type MeasurePanel, type MeasuresPage, missingFigures } from '../contract/measures.ts';

/** The measures of a project in Markdown: all recipes side by side, then each measure and what to do. */
export function printMeasures(page: MeasuresPage): string {
  const { sets, panels } = page;
  const counts = sets.map(({ title, n }) => `${title} ${n.toLocaleString('en')}`).join(', ');
  const glance = atAGlance(page);
  return [
    `Texts: ${counts}.`,
    ...(glance ? [printGlance(glance)] : []),
    ...panels.map(printPanel),
  ].join('\n\n');
}

function printGlance(table: FigureTable): string {
  const missing = missingFigures(table).map((reason) => `- ${reason}`);
  return [`## ${table.title}`, '', ...printFigures(table), ...missing].join('\n').trimEnd();
}

/** The lines of a table, and an empty one behind it. */
function printFigures({ columns, lines }: FigureTable): string[] {
  if (lines.length === 0) return [];
  const head = ['', 'texts', ...columns.map((column) => column.title)];
  const rows = lines.map((line) => [
    line.title,
    line.n.toLocaleString('en'),
    ...line.figures.map((figure, at) => figureText(figure, columns[at]!.unit)),
  ]);
  const table = [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows];
  return [...table.map((cells) => `| ${cells.join(' | ')} |`), ''];
}

function printPanel(panel: MeasurePanel): string {
  const { title, notes, worklists } = panel;
  return [
    `## ${title}`,
    '',
    ...printFigures(panel),
    `- ${panel.tells}`,
    `- ${panel.doesNotTell}`,
    `- ${panel.whatToDo}`,
    `- Made with: ${panel.madeWith}`,
    ...[...missingFigures(panel), ...notes].map((note) => `- ${note}`),
    ...panel.missing.map(({ what, action }) => `- ${what} ${action}.`),
    ...worklists.map(
      ({ title: what, advice, rows: ids }) => `- ${what}: ${ids.length} rows. ${advice}`,
    ),
  ].join('\n');
}
