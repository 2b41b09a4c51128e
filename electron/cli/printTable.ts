import type { PaperTableView } from '../engine/engine.ts';

/**
 * Formats a table of a paper in Markdown: a line for each of its teachers, a line for ours, and the
 * differences.
 */
export function printTable({ title, columns, lines, chart, caption }: PaperTableView): string {
  const head = ['', 'teacher', ...columns];
  const bold = (text: string | null) => (text === null ? '–' : `**${text}**`);
  const rows = lines.map(({ row, teacher, isPrinted, cells }) =>
    isPrinted
      ? [row, `${teacher}, printed`, ...cells.map((text) => text ?? '–')]
      : [row, `**${teacher}**`, ...cells.map(bold)],
  );
  return [
    `### ${title}`,
    '',
    ...[head, head.map((_, at) => (at < 2 ? '---' : '--:')), ...rows].map(
      (row) => `| ${row.join(' | ')} |`,
    ),
    '',
    ...(chart ? [`- ${chart.says}`] : []),
    ...caption.map((sentence) => `- ${sentence}`),
  ].join('\n');
}
