import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import { workbook } from '../../electron/engine/export/workbook.ts';
import { writeWhole } from '../../electron/engine/files/writeWhole.ts';
import { exportedRow, SINGLE_COLUMNS, tableOf } from '../fixtures/exportedRows.ts';

const PYTHON = process.env.STILLROOM_PYTHON ?? 'python3';

/** openpyxl leaves the escapes of inline texts to whoever reads them, so that its own function is called. */
const SCRIPT = `
import json, sys
from openpyxl import load_workbook
from openpyxl.utils.escape import unescape
sheet = load_workbook(sys.argv[1]).active
plain = lambda value: unescape(value) if isinstance(value, str) else value
print(json.dumps({
    'name': sheet.title, 'frozen': sheet.freeze_panes,
    'rows': [[plain(cell.value) for cell in row] for row in sheet.iter_rows()],
    'types': sorted({cell.data_type for row in sheet.iter_rows() for cell in row}),
}))
`;

it('writes a workbook that openpyxl opens, with texts as texts', () => {
  const texts = ['=1+1', '  spaces ', 'a\tb\nc', 'Ärger 😀 <&>', 'bell \u0007', '_x0041_', '007'];
  const rows = texts.map((text, i) =>
    exportedRow({ text, label: '@label', origin: `o#${i}`, edited: i === 1 }),
  );
  const file = path.join(mkdtempSync(path.join(tmpdir(), 'stillroom-workbook-')), 'rows.xlsx');
  writeWhole(file, workbook(tableOf(rows)));
  const read = JSON.parse(execFileSync(PYTHON, ['-c', SCRIPT, file], { encoding: 'utf8' }));
  expect(read).toEqual({
    name: 'rows',
    frozen: 'A2',
    rows: [
      SINGLE_COLUMNS,
      ...rows.map((row) => SINGLE_COLUMNS.map((name) => (row[name] === '' ? null : row[name]))),
    ],
    // b for booleans, n for empty cells; a formula would be f
    types: ['b', 'n', 's'],
  });
});
