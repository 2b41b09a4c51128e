import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { ExportedFile } from '../../contract/results.ts';
import { replaceOwnFile } from '../files/replaceOwnFile.ts';
import type { Project } from '../project/project.ts';
import type { UseTable } from './openUseTable.ts';

/**
 * Writes a student's predictions to `exports/labels-SOURCE.csv`: source, text, label, confidence.
 * The label is empty if the confidence is below the threshold.
 */
export function saveLabels(project: Project, table: UseTable, threshold: number): ExportedFile {
  const rows = table.all().map(({ source, text, label, confidence }) => ({
    source,
    text,
    label: confidence >= threshold ? label : '',
    confidence: confidence.toFixed(4),
  }));
  const stem = path.parse(table.source).name.replaceAll(' ', '-');
  const name = `labels-${stem}.csv`;
  // with a byte order mark, so that spreadsheets detect UTF-8
  const content = stringify(rows, { header: true, bom: true });
  const file = replaceOwnFile(project.path('exports'), name, content);
  return { name, path: file, rows: rows.length };
}
