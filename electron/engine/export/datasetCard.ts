import { stringify } from 'yaml';
import { recipeTitle, recipeVariants } from '../../contract/recipes/recipes.ts';
import type { TaskLabel } from '../../contract/taskSchema.ts';
import { tableCell } from '../files/tableCell.ts';
import type { RowSource, TeacherFacts } from './datasetSources.ts';
import { type ExportedRow, labelColumns, type RowColumn, rowColumns } from './exportedRow.ts';

export interface DatasetFacts {
  readonly name: string;
  /** In the order of their indices. */
  readonly labels: readonly TaskLabel[];
  /** A description of the exported rows. */
  readonly selection: string;
  readonly columns: readonly RowColumn[];
  /** What made the rows, one for each recipe. */
  readonly sources: readonly RowSource[];
  readonly teachers: readonly TeacherFacts[];
  /** The version of Stillroom that writes this. */
  readonly version: string;
  readonly exportedAt: Date;
}

/** The upper bounds of the hub's size categories, in rows. */
const SIZES = [
  [1e3, 'n<1K'],
  [1e4, '1K<n<10K'],
  [1e5, '10K<n<100K'],
  [1e6, '100K<n<1M'],
  [Number.POSITIVE_INFINITY, '1M<n<10M'],
] as const;

/**
 * A dataset card as the Hugging Face hub reads it: its YAML says what the files hold, its text how the
 * rows were made, by which teacher, and what people did to them. The language is left out, since nothing
 * records it, and so is the licence, which is the user's to choose.
 */
export function datasetCard(rows: readonly ExportedRow[], facts: DatasetFacts): string {
  const { name, selection } = facts;
  // the hub reads YAML 1.1, in which an unquoted label `no` means false
  return `---
${stringify(headOf(rows, facts), { lineWidth: 0, version: '1.1' })}---

# ${name}

${rows.length} rows, ${madeBy(facts.sources)} and reviewed in Stillroom: ${selection}. There is one
split, train; measure on texts of your own that people labelled.

| label | what it means | rows |
|---|---|---|
${labelLines(rows, facts).join('\n')}

## How it was made

${sourceTable(facts)}

${facts.teachers.map(teacherLine).join('\n')}
- Written by Stillroom ${facts.version} on ${facts.exportedAt.toISOString().slice(0, 10)}.

## What people did

${reviewSentence(rows)}

## Columns

| column | what it is |
|---|---|
${facts.columns.map((column) => `| \`${column}\` | ${rowColumns[column].meaning} |`).join('\n')}

## Licence

None is given. Before you share this, choose one and set \`license\` above and in \`croissant.json\`: the
teacher's terms and the rights in the documents that rows were written from decide which are open to you.
`;
}

function headOf(rows: readonly ExportedRow[], { name, labels, columns, sources }: DatasetFacts) {
  const isWritten = sources.some(({ recipe }) => !labelsFoundTexts(recipe));
  const isFound = sources.some(({ recipe }) => labelsFoundTexts(recipe));
  const names = Object.fromEntries(labels.map((label, i) => [i, label.name]));
  return {
    pretty_name: name,
    annotations_creators: ['machine-generated'],
    language_creators: [...(isWritten ? ['machine-generated'] : []), ...(isFound ? ['found'] : [])],
    source_datasets: ['original'],
    task_categories: ['text-classification'],
    size_categories: [SIZES.find(([most]) => rows.length < most)![1]],
    tags: [...(isWritten ? ['synthetic'] : []), 'stillroom'],
    configs: [{ config_name: 'default', data_files: [{ split: 'train', path: 'data/train-*' }] }],
    dataset_info: {
      features: columns.map((column) => ({
        name: column,
        dtype: labelColumns.has(column)
          ? { class_label: { names } }
          : rowColumns[column].type === 'BOOLEAN'
            ? 'bool'
            : 'string',
      })),
    },
  };
}

/** Whether a recipe's texts are the user's documents, so that only their labels are a machine's. */
const labelsFoundTexts = (recipe: string) =>
  recipeVariants.get(recipe)?.data.makes === 'labelledPassages';

function madeBy(sources: readonly RowSource[]): string {
  const found = sources.filter(({ recipe }) => labelsFoundTexts(recipe)).length;
  if (found === 0) return 'written by a language model';
  const isAll = found === sources.length;
  return `${isAll ? '' : 'written or '}labelled by a language model`;
}

function labelLines(rows: readonly ExportedRow[], { labels }: DatasetFacts): string[] {
  const counts = new Map<string, number>();
  for (const { label } of rows) counts.set(label, (counts.get(label) ?? 0) + 1);
  return labels.map(
    ({ name, meaning }) =>
      `| ${tableCell(name)} | ${tableCell(meaning)} | ${counts.get(name) ?? 0} |`,
  );
}

function sourceTable({ sources }: DatasetFacts): string {
  const lines = sources.map(
    ({ recipe, rows, teacher, seed, settings }) =>
      `| ${tableCell(recipeTitle(recipe))} | ${rows} | ${teacher ?? 'none'} | ${seed} | ${settings ? `\`${tableCell(settings)}\`` : ''} |`,
  );
  return `| recipe | rows | teacher | seed | settings |\n|---|---|---|---|---|\n${lines.join('\n')}`;
}

function teacherLine({ name, licence, sha256 }: TeacherFacts): string {
  const terms = licence === null ? 'its licence is not known here' : `its licence: ${licence}`;
  const weights = sha256 === null ? '' : `; SHA-256 of the weights under this name: ${sha256}`;
  return `- Teacher ${name}: ${terms}${weights}.`;
}

function reviewSentence(rows: readonly ExportedRow[]): string {
  const count = (is: (row: ExportedRow) => boolean) => rows.filter(is).length;
  const people = new Set(rows.flatMap(({ reviewer }) => (reviewer === '' ? [] : [reviewer]))).size;
  if (people === 0) return 'Nobody reviewed these rows.';
  const accepted = count(({ state }) => state === 'accepted');
  const relabelled = count((row) => row.label !== row.original_label);
  const edited = count((row) => row.text !== row.original_text);
  return (
    `Of ${rows.length} rows, ${people} ${people === 1 ? 'person' : 'people'} accepted ${accepted}, gave ` +
    `${relabelled} another label, and edited the text of ${edited}.`
  );
}
