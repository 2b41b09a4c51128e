import { Command } from 'commander';
import {
  type Experiment,
  openModelStore,
  readExperiment,
  runExperiment,
} from '../../engine/engine.ts';
import { printReport } from '../printReport.ts';
import { watchRun } from '../watchRun.ts';

/** `stillroom run EXPERIMENT.yaml`: creates the project, or goes on where its last run stopped. */
export function runCommand(): Command {
  return new Command('run')
    .description('run an experiment, or go on where it stopped; Ctrl-C pauses, twice kills')
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
      await runAndPrint(experiment, options);
    });
}

interface RunOptions {
  readonly json?: boolean;
  readonly studentGpu?: boolean;
}

/** Runs an experiment in the terminal; used by the demo too. */
export async function runAndPrint(
  experiment: Experiment,
  { json = false, studentGpu = false }: RunOptions,
): Promise<void> {
  const watch = watchRun();
  const pause = new AbortController();
  const onInterrupt = () => {
    if (pause.signal.aborted) process.exit(130);
    watch.onNote('Pausing: calls in flight are finished and recorded. Ctrl-C again ends at once.');
    pause.abort();
  };
  process.on('SIGINT', onInterrupt);
  try {
    const outcome = await runExperiment(experiment, watch, pause.signal, openModelStore(), {
      studentOnGpu: studentGpu,
    });
    watch.stop();
    if (outcome.state === 'paused') {
      process.stderr.write('Paused. The same command goes on from here.\n');
      process.exitCode = 130;
      return;
    }
    if (outcome.state === 'stopped') {
      process.stderr.write(
        `Stopped: ${outcome.reason}. What was done is recorded; the same command goes on from there.\n`,
      );
      process.exitCode = 1;
      return;
    }
    const { report } = outcome;
    if (!report) {
      process.stdout.write('Done. Review shows the most doubtful rows first: `stillroom serve`.\n');
      return;
    }
    process.stdout.write(`${json ? JSON.stringify(report.entries) : printReport(report)}\n`);
  } finally {
    watch.stop();
    process.off('SIGINT', onInterrupt);
  }
}
