import { Command, InvalidArgumentError } from 'commander';
import { measureFolder, openModelStore } from '../../engine/engine.ts';
import { type JsonOption, jsonOption, print, printJson } from '../jsonOption.ts';
import { plainText } from '../plainText.ts';
import { printMeasures } from '../printMeasures.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

type MeasureOptions = JsonOption & { readonly threads?: number; readonly html?: boolean };

/** `stillroom measure PROJECT`: what its rows are like, whatever a student learns from them. */
export function measureCommand(): Command {
  return new Command('measure')
    .description('measure the rows of a project themselves: diversity, copies, labels and more')
    .argument('<project>', 'a folder that ends in .stillroom')
    .option('--threads <number>', 'processor cores to use; by default all', threadsOf)
    .option('--html', 'also write exports/report.html: results and measures in one file')
    .addOption(jsonOption())
    .action(async (folder: string, { json, html, threads }: MeasureOptions) => {
      await untilInterrupted(async (signal) => {
        let told = '';
        const { page, written } = await measureFolder(folder, openModelStore(), {
          threads,
          signal,
          html,
          onProgress(share, what) {
            const line = `${Math.round(100 * share)}% ${what}`;
            if (line !== told) process.stderr.write(`${line}\n`);
            told = line;
          },
        });
        if (json) printJson(page);
        else print(plainText(printMeasures(page)));
        if (written) process.stderr.write(`Written: ${written.path}\n`);
      }, 'What was measured is kept; the same command goes on.');
    });
}

function threadsOf(text: string): number {
  const threads = Number(text);
  if (/^\d+$/.test(text) && threads >= 1 && threads <= 256) return threads;
  throw new InvalidArgumentError('Give a number of cores from 1 to 256.');
}
