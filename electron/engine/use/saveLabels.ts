import path from 'node:path';
import type { ExportedFile } from '../../contract/results.ts';
import { spreadsheetCsv } from '../export/spreadsheetCsv.ts';
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
  const content = spreadsheetCsv(rows);
  const file = replaceOwnFile(project.path('exports'), name, content);
  return { name, path: file, rows: rows.length };
}
