import { figureText } from '../contract/figure.ts';
import { type MeasurePanel, type MeasuresPage, missingFigures } from '../contract/measures.ts';

/** The measures of a project in Markdown: a table each, with what it says and what to do. */
export function printMeasures({ sets, panels }: MeasuresPage): string {
  const counts = sets.map(({ title, n }) => `${title} ${n.toLocaleString('en')}`).join(', ');
  return [`Texts: ${counts}.`, ...panels.map(printPanel)].join('\n\n');
}

function printPanel(panel: MeasurePanel): string {
  const { title, columns, lines, notes, worklists } = panel;
  const head = ['', 'texts', ...columns.map((column) => column.title)];
  const rows = lines.map((line) => [
    line.title,
    line.n.toLocaleString('en'),
    ...line.figures.map((figure, at) => figureText(figure, columns[at]!.unit)),
  ]);
  const table = [head, head.map((_, at) => (at === 0 ? '---' : '--:')), ...rows];
  return [
    `## ${title}`,
    '',
    ...(lines.length === 0 ? [] : [...table.map((cells) => `| ${cells.join(' | ')} |`), '']),
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
