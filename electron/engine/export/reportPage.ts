import { atAGlance, type FigureTable } from '../../contract/atAGlance.ts';
import { figureText } from '../../contract/figure.ts';
import {
  type MapPoints,
  type MeasureName,
  type MeasurePanel,
  type MeasuresPage,
  missingFigures,
} from '../../contract/measures.ts';
import type { Report, ReportEntry } from '../../contract/report.ts';
import { percent } from '../measures/percent.ts';
import { type Html, html } from './html.ts';
import { mapPicture } from './mapPicture.ts';

/** What a report page is made of. */
export interface ReportFacts {
  /** The project's name. */
  readonly name: string;
  /** Null before the first run has finished. */
  readonly report: Report | null;
  readonly measures: MeasuresPage;
  readonly mapOf: (name: MeasureName) => MapPoints | null;
  readonly version: string;
  readonly at: Date;
}

/**
 * The results and the measures of a project in one file of HTML, which reads nothing from elsewhere and
 * has none of the project's texts. A browser prints it as PDF.
 */
export function reportPage(facts: ReportFacts): string {
  const { name, report, measures, mapOf, version, at } = facts;
  const sets = measures.sets.map(({ title, n }) => `${title} ${n.toLocaleString('en')}`).join(', ');
  const glance = atAGlance(measures);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${name}: report</title>
<style>${{ html: STYLE }}</style>
</head>
<body>
<h1>${name}</h1>
<p>Written by Stillroom ${version} on ${at.toISOString().slice(0, 10)}. It has figures only: none of the
texts.</p>
${report ? results(report) : []}
<h2>What the rows are like</h2>
<p>Measured texts: ${sets}.</p>
${glance ? glanceSection(glance) : []}
${measures.panels.map((panel) => panelSection(panel, mapOf(panel.name)))}
</body>
</html>
`.html;
}

function results({ verdict, entries, facts, measures }: Report): Html {
  const { accuracy, f1 } = measures ?? { accuracy: 'accuracy', f1: 'F1' };
  const scores = [`Test ${accuracy}, %`, '95% interval', `${f1}, %`];
  return html`<h2>Results</h2>
<p class="verdict">${verdict}</p>
<table><thead><tr>${['Student', 'Human labels', 'Rows kept', ...scores].map(
    (title) => html`<th>${title}</th>`,
  )}</tr></thead>
<tbody>${entries.map(entryLine)}</tbody></table>
<ul>${facts.map((fact) => html`<li>${fact}</li>`)}</ul>`;
}

function entryLine({ title, humanLabels, rows, test }: ReportEntry): Html {
  const [low, high] = test?.ci95 ?? [];
  const cells = [
    humanLabels,
    rows.kept,
    test ? percent(test.accuracy) : '–',
    low === undefined ? '–' : `${percent(low)} to ${percent(high!)}`,
    test ? percent(test.f1) : '–',
  ];
  return html`<tr><th>${title}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`;
}

function glanceSection(table: FigureTable): Html {
  const missing = missingFigures(table);
  return html`<section>
<h3>${table.title}</h3>
${figuresTable(table)}
${missing.length > 0 ? html`<ul>${missing.map((reason) => html`<li>${reason}</li>`)}</ul>` : []}
</section>`;
}

function figuresTable({ columns, lines }: FigureTable): Html | [] {
  if (lines.length === 0) return [];
  return html`<table><thead><tr><th>Texts</th><th>n</th>${columns.map(
    (column) => html`<th>${column.title}</th>`,
  )}</tr></thead>
<tbody>${lines.map(
    (line) =>
      html`<tr><th>${line.title}</th><td>${line.n}</td>${columns.map(
        ({ unit }, at) => html`<td>${figureText(line.figures[at]!, unit)}</td>`,
      )}</tr>`,
  )}</tbody></table>`;
}

function panelSection(panel: MeasurePanel, map: MapPoints | null): Html {
  const { title, tells, doesNotTell, whatToDo, madeWith, notes, worklists } = panel;
  return html`<section>
<h3>${title}</h3>
<p>${tells}</p>
${figuresTable(panel)}
${map ? mapPicture(map) : []}
<ul>
<li>What to do: ${whatToDo}</li>
<li>What it does not tell: ${doesNotTell}</li>
<li>Made with: ${madeWith}</li>
${[...missingFigures(panel), ...notes].map((note) => html`<li>${note}</li>`)}
${panel.missing.map(({ what, action }) => html`<li>${what} ${action}.</li>`)}
${worklists.map((list) => html`<li>${list.title}: ${list.rows.length} ${list.rows.length === 1 ? 'row' : 'rows'}. ${list.advice}</li>`)}
</ul>
</section>`;
}

const STYLE = `
:root { color-scheme: light dark; font: 14px/1.5 system-ui, sans-serif; }
body { max-width: 960px; margin: 32px auto; padding: 0 16px; }
table { border-collapse: collapse; margin: 12px 0; width: 100%; font-variant-numeric: tabular-nums; }
th, td { padding: 4px 8px; border-bottom: 1px solid color-mix(in srgb, currentColor 20%, transparent); text-align: right; }
th:first-child { text-align: left; font-weight: 500; }
.verdict { font-size: 16px; font-weight: 600; }
section { break-inside: avoid; margin-top: 28px; }
figure { margin: 0; }
svg { width: 100%; border: 1px solid color-mix(in srgb, currentColor 25%, transparent); border-radius: 6px; }
.dots { fill: none; stroke: currentColor; stroke-linecap: round; }
.g0 { color: light-dark(#0f6b62, #5fc9bb); }
.g1 { color: light-dark(#d07a00, #f0b45c); }
.g2 { color: light-dark(#b0307a, #f08cc4); }
.g3 { color: light-dark(#3f5bd0, #93a8ff); }
.g4 { color: light-dark(#767b1a, #c9cf5e); }
.g5 { color: light-dark(#8a8f8c, #8f9793); }
`;
