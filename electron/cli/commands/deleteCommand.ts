import path from 'node:path';
import { Command, Option } from 'commander';
import {
  alwaysDeleted,
  type DocumentTraces,
  type Keep,
  keepable,
  keepSchema,
  keptOnRequest,
  leftToYou,
} from '../../contract/documentTraces.ts';
import { sizeText } from '../../contract/sizeText.ts';
import {
  BadInput,
  deleteProject,
  openAppState,
  openDeletion,
  projectContents,
} from '../../engine/engine.ts';
import { print, printJson } from '../jsonOption.ts';

interface Options {
  readonly yes?: true;
  readonly json?: true;
}

/** `stillroom delete document|project`: says what it would delete, and does it with --yes. */
export function deleteCommand(): Command {
  return new Command('delete')
    .description('a document with all that came from it, or a whole project')
    .addCommand(documentCommand())
    .addCommand(projectCommand());
}

function documentCommand(): Command {
  return new Command('document')
    .description('deletes a document from a project, with all that came from it')
    .argument('<project>', 'a folder that ends in .stillroom')
    .argument('<place>', 'the document: FILE:LINE, or FILE for a text file')
    .option('--keep <kinds>', `what to keep, with commas: ${keepable.join(', ')}`)
    .addOption(yesOption())
    .addOption(jsonOption())
    .action(async (folder: string, place: string, options: Options & { keep?: string }) => {
      const keep = keepOf(options.keep);
      const deletion = await openDeletion(folder, place);
      try {
        if (options.yes) deletion.perform(keep);
      } finally {
        deletion.close();
      }
      if (options.json) printJson({ deleted: options.yes === true, keep, ...deletion.traces });
      else print(documentText(deletion.traces, keep, options.yes === true));
    });
}

function projectCommand(): Command {
  return new Command('project')
    .description('deletes a project: its texts, rows, reviews, students and exports')
    .argument('<project>', 'a folder that ends in .stillroom')
    .addOption(yesOption())
    .addOption(jsonOption())
    .action(async (given: string, { yes, json }: Options) => {
      const folder = path.resolve(given);
      const contents = yes ? deleteProject(folder) : projectContents(folder);
      if (yes) openAppState().forget(folder);
      if (json) {
        printJson({ deleted: yes === true, ...contents });
        return;
      }
      const { files, bytes, left } = contents;
      const what = `${folder}: ${files.toLocaleString('en')} files, ${sizeText(bytes)}`;
      print(yes ? `Deleted ${what}.` : `This deletes ${what}.`);
      if (left.length > 0) {
        print(`These are not Stillroom's and stay there: ${left.join(', ')}.`);
      }
      print('Your own files outside of it, and exports to other folders, stay where they are.');
      if (!yes) print(ASK);
    });
}

const ASK = 'Nothing was deleted. Add --yes to delete it.';

function documentText(traces: DocumentTraces, keep: Keep, isDone: boolean): string {
  const kinds = keptOnRequest(traces);
  const gone = kinds.filter(([kind]) => !keep.includes(kind)).map(([, line]) => line);
  const kept = kinds.filter(([kind]) => keep.includes(kind)).map(([, line]) => line);
  const list = (lines: readonly string[]) => lines.map((line) => `  - ${line}`);
  return [
    `${traces.source}: ${JSON.stringify(traces.start)}`,
    isDone ? 'Deleted:' : 'This deletes:',
    ...list([...alwaysDeleted(traces), ...gone]),
    ...(kept.length > 0 ? ['Kept:', ...list(kept)] : []),
    ...leftToYou(traces),
    ...(isDone ? [] : [ASK]),
  ].join('\n');
}

function keepOf(given: string | undefined): Keep {
  const parsed = keepSchema.safeParse(given?.split(',').map((kind) => kind.trim()) ?? []);
  if (parsed.success) return parsed.data;
  throw new BadInput(`--keep ${given}: name what to keep of ${keepable.join(', ')}.`);
}

const yesOption = () =>
  new Option('--yes', 'delete it; without this it is only said what would go');
const jsonOption = () => new Option('--json', 'print as JSON');
