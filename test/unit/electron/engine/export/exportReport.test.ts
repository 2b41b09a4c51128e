import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { expect, it } from 'vitest';
import type { MapPoints } from '../../../../../electron/contract/measures.ts';
import { exportReport } from '../../../../../electron/engine/export/exportReport.ts';
import { html } from '../../../../../electron/engine/export/html.ts';
import { measureProject } from '../../../../../electron/engine/measuring/measureProject.ts';
import { act } from '../../../../../electron/engine/review/review.ts';
import { openModelStore } from '../../../../../models/catalog/modelStore.ts';
import { everyText, inventedTexts, measuredProject } from '../../../../fixtures/measuredProject.ts';
import { REPORT } from '../../cli/commandLine.ts';

it('escapes every text of a template, and joins lists', () => {
  const label = '<script>alert("x") & more</script>';
  const list = html`<ul>${['a<b', label].map((text) => html`<li>${text}</li>`)}</ul>${3}`;
  expect(list.html).toBe(
    '<ul><li>a&lt;b</li><li>&lt;script&gt;alert(&quot;x&quot;) &amp; more&lt;/script&gt;</li></ul>3',
  );
});

const EVIL = '<script>alert(1)</script>';

it('writes results and measures in one page, without a row’s text or a person’s name', async () => {
  const texts = everyText();
  const s3 = inventedTexts('evil', 20).map((row) => ({ ...row, label: EVIL }));
  const project = await measuredProject({
    ...texts,
    labels: ['good', 'bad', EVIL],
    rows: { ...texts.rows, zerogen: s3 },
    // a store without models: the measures of texts alone
    encoder: 'all-minilm-l6-v2',
  });
  const { database } = project;
  const ids = database.column<number>('SELECT id FROM review_rows ORDER BY id LIMIT 6');
  for (const reviewer of ['Ada Lovelace', 'Grace Hopper', 'Alan Turing']) {
    act(database, ids, { kind: 'accept' }, { reviewer, labels: [] });
  }
  const store = openModelStore({ folder: mkdtempSync(path.join(tmpdir(), 'stillroom-none-')) });
  await expect(measureProject(project, store)).rejects.toThrow('all-minilm-l6-v2');
  database.run('UPDATE runs SET facts = ?', JSON.stringify(REPORT));
  keepMap(project.database);

  const { path: file, rows } = exportReport(project);
  expect(rows).toBe(null);
  const page = readFileSync(file, 'utf8');
  expect(page).toContain(REPORT.verdict);
  expect(page).toContain('reviewer 1 and reviewer 2');
  expect(page).toContain('all people');
  expect(page).not.toMatch(/Ada|Grace|Alan/);
  expect(page).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(page).not.toContain('<script');
  // nothing is read from elsewhere
  expect(page).not.toMatch(/src=|href=|url\(|@import/);
  const all = [...Object.values(texts.rows!).flat(), ...s3, ...texts.gold!];
  for (const { text } of all) expect(page).not.toContain(text);
  for (const text of texts.passages!) expect(page).not.toContain(text);
  expect(page.match(/class="dots g\d"/g)).toHaveLength(1);

  // again, in its own place; but not over a file that somebody changed
  expect(exportReport(project).path).toBe(file);
  writeFileSync(file, 'mine');
  expect(() => exportReport(project)).toThrow(/report\.html/);
  project.close();
});

/** A group whose name is a label. */
function keepMap(database: Parameters<typeof act>[0]): void {
  const map: MapPoints = {
    axes: [EVIL, 'up'],
    groups: [EVIL],
    group: [0],
    x: [1],
    y: [1],
    row: [null],
  };
  database.run("UPDATE measures SET map = ? WHERE name = 'diversity'", JSON.stringify(map));
}
