import { readFileSync } from 'node:fs';
import path from 'node:path';
import { stringify } from 'yaml';
import type { Experiment } from '../../contract/experiment.ts';
import type { Report, ReportEntry, Score } from '../../contract/report.ts';
import { studentInReport } from '../evaluation/resultsPage.ts';
import { tableCell } from '../files/tableCell.ts';
import { percent } from '../measures/percent.ts';
import type { Project } from '../project/project.ts';
import type { TrainableStudent } from '../steps/trainableStudent.ts';
import { trainingWords } from '../training/trainingWords.ts';

const MEAN_NOTE = `
## How it is used

Use \`model.onnx\`: its head reads the mean of all tokens, and the classes of \`transformers\` read the first token.
`;

const PIPELINE_NOTE = `
## How it is used

\`\`\`python
from transformers import pipeline

classify = pipeline("text-classification", "PATH/OF/THIS/FOLDER")
classify("A text.", top_k=None, truncation=True)
\`\`\`
`;

/**
 * The model card of a student (Mitchell et al. 2019): its purpose, its training data, its scores
 * next to the baselines, and its known limits.
 * @param folder of the student, relative to the project
 */
export function studentCard(project: Project, folder: string): string {
  const { run, title, report, entry } = studentInReport(project, folder);
  const { experiment: json } = project.database.get<{ experiment: string }>(
    'SELECT experiment FROM runs WHERE id = ?',
    run,
  )!;
  const { task, student: written, teacher, encoder, seed } = JSON.parse(json) as Experiment;
  const made = trainedAs(project.path(folder));
  const student = { ...written, ...tunedSettings(report, entry), ...made };
  const isMean = made.pooling === 'mean';
  const { pipeline, heading, what, reads, labels, use } = subjectOf(task);
  const head = {
    pipeline_tag: pipeline,
    library_name: isMean ? 'onnx' : 'transformers',
    tags: [...(isOfLabelsAlone(entry) ? [] : ['synthetic-data']), 'stillroom'],
  };
  const yardsticks = report?.entries.filter(({ yardstick }) => yardstick !== null) ?? [];
  const others = yardsticks.filter(({ id }) => id !== entry?.id);
  const measured = [...(entry ? [entry] : []), ...others].filter(({ test }) => test !== null);
  return `---
${stringify(head, { version: '1.1' })}---

# ${heading}

${title}. ${what} that Stillroom trained on ${materialOf(entry)}.${reads}
${labels}${isMean ? MEAN_NOTE : use}
## What it learned from

${learnedFrom(entry)}

| | |
|---|---|
| started from | ${student.model} |
${teacher === undefined ? '' : `| teacher, which wrote the rows | ${teacher} |\n`}| encoder | ${encoder} |
| training | ${trainingWords(student)}; texts cut at ${student.maxLength} tokens |
| seed | ${seed}; trained ${student.seeds === 1 ? 'once' : `${student.seeds} times, of which this is the first`} |

## How it was measured

${measured.length > 0 ? resultTable(measured, entry?.id, report?.measures) : 'It was not measured: its run did not finish.'}

The test texts were labelled by people. They chose at most which of two students is kept. The interval is Wilson's, of 95%, for
so many texts${student.seeds > 1 ? '; the accuracy is the mean over student seeds' : ''}. What it does on texts of another kind is not known.

## Licence

None is given. The terms of ${student.model}, whose weights it started from, and of ${teacher === undefined ? 'the documents that it learned from' : `the teacher ${teacher}`} decide
what may be done with it.
`;
}

/** The method and the pooling of the folder's student, which `auto` may have chosen. */
function trainedAs(folder: string): Pick<TrainableStudent, 'method' | 'pooling'> {
  const config = JSON.parse(readFileSync(path.join(folder, 'config.json'), 'utf8')) as object;
  if (!('stillroom_pooling' in config)) return { method: 'finetune', pooling: 'first' };
  return { method: 'stillroom_finetuned' in config ? 'finetune' : 'head', pooling: 'mean' };
}

/** The settings that a grid search chose for the student, instead of the experiment's own. */
function tunedSettings(report: Report | undefined, entry: ReportEntry | undefined) {
  const grid = report?.grids?.find(({ id }) => id === entry?.id);
  return grid?.points[grid.chosen]?.settings ?? {};
}

/** The order in which a tokenizer must be given a pair. */
const ORDER_OF_PAIRS =
  ' It reads pairs: give the tokenizer the second text (`text`, the hypothesis or question) first, and its ' +
  '`context` (the premise or paragraph) after it.';

/** Describes the output of a student of a task. */
function subjectOf({ kind, labels }: Experiment['task']) {
  if (kind === 'extractive-qa') {
    const what = 'A small model for marking the answer to a question in a text,';
    return { pipeline: 'question-answering', heading: kind, what, reads: '', labels: '', use: '' };
  }
  const rows = labels.map(({ name, meaning }) => `| ${tableCell(name)} | ${tableCell(meaning)} |`);
  return {
    pipeline: 'text-classification',
    heading: `${kind}: ${labels.map(({ name }) => tableCell(name)).join(', ')}`,
    what: 'A small classifier',
    reads: kind === 'text-pair-classification' ? ORDER_OF_PAIRS : '',
    labels: `\n| label | what it means |\n|---|---|\n${rows.join('\n')}\n`,
    use: PIPELINE_NOTE,
  };
}

const isOfLabelsAlone = (entry: ReportEntry | undefined) => entry?.yardstick === 'labelsAlone';

function materialOf(entry: ReportEntry | undefined): string {
  if (isOfLabelsAlone(entry)) return 'texts that people labelled';
  const rows = 'rows which a language model wrote';
  return isOfBoth(entry) ? `texts that people labelled and ${rows}` : rows;
}

const isOfBoth = (entry: ReportEntry | undefined) =>
  entry?.yardstick === 'labelsAndRows' && entry.use !== 'rows';

function learnedFrom(entry: ReportEntry | undefined): string {
  if (!entry) return 'Rows of a run that did not finish.';
  const { rows, humanLabels } = entry;
  if (isOfLabelsAlone(entry)) return `${humanLabels} texts that people labelled.`;
  if (isOfBoth(entry)) {
    return (
      `${humanLabels} texts that people labelled, and ${rows.kept - humanLabels} rows that a language model ` +
      'wrote.'
    );
  }
  return (
    `${rows.kept} rows that cleaning kept, and ${humanLabels} labels that people gave, from which the rows ` +
    'were made or by which its epoch and settings were chosen.'
  );
}

function resultTable(
  entries: readonly ReportEntry[],
  own: string | undefined,
  measures: Report['measures'],
): string {
  const { accuracy, f1 } = measures ?? { accuracy: 'accuracy', f1: 'macro-F1' };
  const lines = entries.map(({ id, yardstick, title, test }) => {
    const name = yardstick && id !== own ? title : `**this student** (${title})`;
    return `| ${tableCell(name)} | ${figures(test!)} |`;
  });
  return `| | ${accuracy} | 95% interval | ${f1} | test texts |\n|---|---|---|---|---|\n${lines.join('\n')}`;
}

function figures({ accuracy, ci95, f1, n, deviation }: Score): string {
  const spread = deviation === undefined ? '' : ` ± ${percent(deviation)}`;
  const [low, high] = ci95;
  return `${percent(accuracy)}${spread} | ${percent(low)} to ${percent(high)} | ${f1.toFixed(2)} | ${n}`;
}
