import { learningCurveSentences } from '../contract/learningCurve.ts';
import { nextStep } from '../contract/nextStep.ts';
import { notTrained } from '../contract/notTrained.ts';
import { runTimingSentence } from '../contract/runTiming.ts';
import type { Report, ReportEntry, Score } from '../engine/engine.ts';

/** Formats a report for a terminal: the verdict and the next step, a table, the phases, the facts. */
export function printReport(report: Report): string {
  const { verdict, comparison, measures, entries, phases, facts, timing } = report;
  const { action, why } = nextStep(report);
  const head = [
    '',
    'labels',
    'asked',
    'made',
    'kept',
    'validation',
    `test ${measures?.accuracy ?? 'accuracy'} [95%]`,
    measures?.f1 ?? 'F1',
    'tokens',
    'time',
  ];
  const rows = entries.map((entry) => [
    title(entry),
    String(entry.humanLabels),
    String(entry.rows.asked),
    String(entry.rows.generated),
    String(entry.rows.kept),
    entry.validation ? percent(entry.validation.accuracy) : '-',
    entry.test ? accuracy(entry.test) : '-',
    entry.test ? f1(entry.test) : '-',
    String(entry.tokens),
    `${entry.seconds.toFixed(0)} s`,
  ]);
  const dropped = entries
    .filter(({ rows, emptyQueries }) => Object.keys(rows.dropped).length > 0 || emptyQueries > 0)
    .map((entry) => {
      const filters = Object.entries(entry.rows.dropped).map(([name, n]) => `${name} ${n}`);
      const empty =
        entry.emptyQueries > 0 ? `; queries without a passage: ${entry.emptyQueries}` : '';
      return `  ${title(entry)}: dropped ${filters.join(', ') || 'nothing'}${empty}`;
    });
  const total = phases.reduce((sum, { seconds }) => sum + seconds, 0);
  const times = phases
    .filter(({ seconds }) => seconds >= 0.05)
    .map(
      ({ phase, seconds }) =>
        `${phase} ${seconds.toFixed(1)} s (${((100 * seconds) / total).toFixed(0)}%)`,
    );
  const n = entries.find(({ test }) => test)?.test?.n ?? 0;
  return [
    verdict,
    ...(comparison?.curves ? learningCurveSentences(comparison.curves) : []),
    `Next: ${action.toLowerCase()}. ${why}`,
    '',
    table([head, ...rows]),
    '',
    `Test texts: ${n}. Cleaning:`,
    ...(dropped.length > 0 ? dropped : ['  nothing was dropped']),
    ...entries.flatMap((entry) => {
      const fault = notTrained(entry);
      return fault ? [`${title(entry)} ${fault}.`] : [];
    }),
    `Time by phase: ${times.join(', ')}`,
    ...facts,
    ...(timing ? [runTimingSentence(timing)] : []),
  ].join('\n');
}

function title(entry: ReportEntry): string {
  return entry.yardstick ? `· ${entry.title}` : entry.title;
}

const percent = (share: number) => (share * 100).toFixed(1);

function accuracy({ accuracy: share, ci95, deviation }: Score): string {
  const spread = deviation === undefined ? '' : ` ±${percent(deviation)}`;
  return `${percent(share)}${spread} [${percent(ci95[0])}, ${percent(ci95[1])}]`;
}

function f1({ f1, f1Ci95 }: Score): string {
  const figure = (share: number) => share.toFixed(2);
  const interval = f1Ci95 ? ` [${f1Ci95.map(figure).join(', ')}]` : '';
  return `${figure(f1)}${interval}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const widths = rows[0]!.map((_, column) => Math.max(...rows.map((row) => row[column]!.length)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[column]!) : cell.padStart(widths[column]!),
        )
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}
