import path from 'node:path';
import { Command, Option } from 'commander';
import {
  BadInput,
  type Experiment,
  openModelStore,
  paperTable,
  paperTables,
  readExperiment,
  replicateTable,
  type Scale,
  scales,
  tableView,
} from '../../engine/engine.ts';
import { printTable } from '../printTable.ts';
import { watchAndPause } from '../watchAndPause.ts';

interface ReplicateOptions {
  readonly scale: Scale;
  readonly to: string;
}

/** `stillroom replicate TABLE COLUMN=EXPERIMENT.yaml...`: a table of a paper on the user's own data. */
export function replicateCommand(): Command {
  return new Command('replicate')
    .description(
      "compute a table of a paper on your own data, next to the paper's numbers; Ctrl-C pauses, twice kills",
    )
    .argument('<table>', `one of ${paperTables().join(', ')}`)
    .argument(
      '<data...>',
      'COLUMN=EXPERIMENT.yaml, whose task, gold, corpus and models are used; COLUMN/other=… has another corpus',
    )
    .addOption(
      new Option(
        '--scale <scale>',
        'rows to ask for in a cell, before S3 adds to them: at most 60, 600, or as many as the paper',
      )
        .choices(Object.keys(scales))
        .default('tiny'),
    )
    .option('--to <folder>', 'for a project of each data set and the table', '.')
    .action(async (name: string, data: string[], { scale, to }: ReplicateOptions) => {
      const table = paperTable(name);
      const outcome = await watchAndPause((events, signal) =>
        replicateTable(table, {
          dataSets: readDataSets(data),
          scale,
          folder: path.resolve(to),
          store: openModelStore(),
          events,
          signal,
        }),
      );
      if (!outcome) return;
      process.stdout.write(`${printTable(tableView(table, outcome.made))}\n`);
      process.stderr.write(`Also in ${outcome.file}\n`);
    });
}

function readDataSets(data: readonly string[]): Map<string, Experiment> {
  const dataSets = new Map<string, Experiment>();
  for (const pair of data) {
    const [, column, file] = /^([^=]+)=(.+)$/.exec(pair) ?? [];
    if (!column || !file) {
      throw new BadInput(`${pair}: name a data set as COLUMN=EXPERIMENT.yaml.`);
    }
    if (dataSets.has(column)) {
      throw new BadInput(`${pair}: the column ${column} has a data set already. Name one for it.`);
    }
    dataSets.set(column, readExperiment(file).experiment);
  }
  return dataSets;
}
