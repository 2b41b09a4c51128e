import { Command, Option } from 'commander';
import { exportFormats, type RowFormat, rowFormatNames } from '../../contract/exportFormats.ts';
import { BadInput, exportProject, exportRows } from '../../engine/engine.ts';

interface ExportOptions {
  readonly to: string;
  readonly rows?: RowFormat;
  readonly only?: 'accepted' | 'notRejected';
  readonly name?: string;
  readonly reviewerNames?: boolean;
  readonly json?: boolean;
}

/** `stillroom export PROJECT --to DIR`: each recipe's dataset and student, or the reviewed rows. */
export function exportCommand(): Command {
  return new Command('export')
    .description(
      "export the last finished run's datasets (JSONL) and students (ONNX), or with --rows the rows as " +
        'reviewers left them',
    )
    .argument('<project>', 'a folder that ends in .stillroom')
    .requiredOption('--to <folder>', 'where to write')
    .addOption(
      new Option('--rows <format>', 'write only the reviewed rows, in this format').choices(
        rowFormatNames,
      ),
    )
    .addOption(
      new Option('--only <rows>', 'with --rows: which of them; notRejected if left out').choices([
        'accepted',
        'notRejected',
      ]),
    )
    .option('--name <name>', 'with --rows: the name of the file or folder')
    .option('--reviewer-names', 'with --rows: name the reviewers, who are numbered otherwise')
    .option('--json', 'print what was written as JSON')
    .addHelpText('after', `\nFormats of --rows:\n${formatLines().join('\n')}`)
    .action(async (folder: string, { to, json, rows, ...choice }: ExportOptions) => {
      if (!rows) requireNone(choice);
      const written = rows
        ? [await rowsWritten(folder, to, { what: rows, only: 'notRejected', ...choice })]
        : await exportProject(folder, to);
      if (json) process.stdout.write(`${JSON.stringify(written)}\n`);
      else for (const { what, path } of written) process.stdout.write(`${what}: ${path}\n`);
    });
}

/** @throws BadInput for an option that would do nothing */
function requireNone(choice: object): void {
  const [given] = Object.keys(choice);
  if (given === undefined) return;
  const option = given === 'reviewerNames' ? 'reviewer-names' : given;
  throw new BadInput(`--${option} chooses among reviewed rows: give --rows and a format too.`);
}

async function rowsWritten(...[folder, to, request]: Parameters<typeof exportRows>) {
  const { path, rows } = await exportRows(folder, to, request);
  return { what: `${rows} rows`, path, rows };
}

function formatLines(): string[] {
  const width = Math.max(...rowFormatNames.map(({ length }) => length));
  return rowFormatNames.map((name) => {
    const { title, help } = exportFormats[name];
    return `  ${name.padEnd(width)}  ${title}: ${help}`;
  });
}
