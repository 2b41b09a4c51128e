import { Command } from 'commander';
import {
  type Experiment,
  openModelStore,
  readExperiment,
  readingNotes,
  runExperiment,
} from '../../engine/engine.ts';
import { printReport } from '../printReport.ts';
import { reportJson } from '../reportJson.ts';
import { watchAndPause } from '../watchAndPause.ts';

/** `stillroom run EXPERIMENT.yaml`: creates the project, or resumes its last run. */
export function runCommand(): Command {
  return new Command('run')
    .description('run an experiment, or resume it; Ctrl-C pauses, twice kills')
    .argument('<experiment>', 'an experiment file (YAML)')
    .option('--json', 'print the report as JSON')
    .option(
      '--student-gpu',
      'train students on an NVIDIA GPU, where `stillroom gpu probe` says they can',
    )
    .action(async (file: string, options: RunOptions) => {
      const { experiment, defaults } = readExperiment(file);
      if (defaults.length > 0) {
        process.stderr.write('Settings left to their defaults, and who chose them:\n');
        for (const { field, value, source } of defaults) {
          process.stderr.write(`  ${field}: ${JSON.stringify(value)} (${source})\n`);
        }
      }
      const { gold, corpus } = experiment;
      for (const part of [...Object.values(gold), ...corpus]) {
        for (const note of readingNotes(part.file, part)) process.stderr.write(`${note}\n`);
      }
      await runAndPrint(experiment, options);
    });
}

interface RunOptions {
  readonly json?: boolean;
  readonly studentGpu?: boolean;
}

/** Runs an experiment in the terminal; also used by the demo. */
export async function runAndPrint(
  experiment: Experiment,
  { json = false, studentGpu = false }: RunOptions,
): Promise<void> {
  const outcome = await watchAndPause((events, signal) =>
    runExperiment(experiment, events, signal, openModelStore(), { studentOnGpu: studentGpu }),
  );
  if (!outcome) return;
  const { report } = outcome;
  if (!report) {
    process.stdout.write('Done. Review shows the most uncertain rows first: `stillroom serve`.\n');
    return;
  }
  process.stdout.write(`${json ? reportJson(report) : printReport(report)}\n`);
}
