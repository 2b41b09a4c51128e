import { Command } from 'commander';
import { measureFolder, openModelStore } from '../../engine/engine.ts';
import { type JsonOption, jsonOption, print, printJson } from '../jsonOption.ts';
import { plainText } from '../plainText.ts';
import { printMeasures } from '../printMeasures.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

/** `stillroom measure PROJECT`: what its rows are like, whatever a student learns from them. */
export function measureCommand(): Command {
  return new Command('measure')
    .description('measure the rows of a project themselves: diversity, copies, labels and more')
    .argument('<project>', 'a folder that ends in .stillroom')
    .option('--threads <number>', 'processor cores to use; by default all', Number)
    .addOption(jsonOption())
    .action(async (folder: string, { json, threads }: JsonOption & { threads?: number }) => {
      await untilInterrupted(async (signal) => {
        let told = '';
        const page = await measureFolder(folder, openModelStore(), {
          threads,
          signal,
          onProgress(share, what) {
            const line = `${Math.round(100 * share)}% ${what}`;
            if (line !== told) process.stderr.write(`${line}\n`);
            told = line;
          },
        });
        if (json) printJson(page);
        else print(plainText(printMeasures(page)));
      }, 'What was measured is kept; the same command goes on.');
    });
}
