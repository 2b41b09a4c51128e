import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'csv-stringify/sync';
import type { ExportedFile } from '../../contract/results.ts';
import { writeWhole } from '../files/writeWhole.ts';
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
  const file = project.path('exports', name);
  mkdirSync(path.dirname(file), { recursive: true });
  // with a byte order mark, so that spreadsheets detect UTF-8
  writeWhole(file, stringify(rows, { header: true, bom: true }));
  return { name, path: file, rows: rows.length };
}
