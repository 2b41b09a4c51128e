import { Command, InvalidArgumentError, Option } from 'commander';
import { runTimingSentence } from '../../contract/runTiming.ts';
import { type WorkTime, workTimeSchema } from '../../contract/workTime.ts';
import {
  checkExperiment,
  type Experiment,
  openModelStore,
  preflight,
  runExperiment,
} from '../../engine/engine.ts';
import { addComputeOptions, type ComputeOptions, computeOf } from '../computeOptions.ts';
import { plainText } from '../plainText.ts';
import { printReport } from '../printReport.ts';
import { readAndTell } from '../readAndTell.ts';
import { reportJson } from '../reportJson.ts';
import { watchAndPause } from '../watchAndPause.ts';

/** `stillroom run EXPERIMENT.yaml`: creates the project, or resumes its last run. */
export function runCommand(): Command {
  const command = new Command('run')
    .description('run an experiment, or resume it; Ctrl-C pauses, twice kills')
    .argument('<experiment>', 'an experiment file (YAML)')
    .option('--check', 'only look at what the run would use, and list what was found')
    .option('--json', 'print the report, or the checks, as JSON');
  return addComputeOptions(command)
    .addOption(
      new Option(
        '--when <condition>',
        'when the run works, else it waits: always (default), mains (not on a battery; on Linux), or a time of ' +
          'day as in 22:00-07:00',
      ).argParser(workTimeOf),
    )
    .action(async (file: string, options: RunOptions) => {
      const experiment = readAndTell(file);
      await (options.check ? checkAndPrint(experiment, options) : runAndPrint(experiment, options));
    });
}

interface RunOptions extends ComputeOptions {
  readonly check?: boolean;
  readonly json?: boolean;
  readonly when?: WorkTime;
}

function workTimeOf(text: string): WorkTime {
  if (text === 'always' || text === 'mains') return { when: text };
  const [from, to] = text.split('-');
  const { success, data } = workTimeSchema.safeParse({ when: 'hours', from, to });
  if (success) return data;
  throw new InvalidArgumentError(
    'Give always, mains, or two different times of day as in 22:00-07:00.',
  );
}

const STATES = { passed: 'passed ', warning: 'warning', refused: 'REFUSED' } as const;

async function checkAndPrint(
  experiment: Experiment,
  { json = false, teacherLayout }: RunOptions,
): Promise<void> {
  const checked = await checkExperiment(experiment, openModelStore());
  const checks = await preflight(checked, { teacherLayout });
  const lines = checks.map(({ state, subject, sentence }) => {
    return `${STATES[state]}  ${subject.padEnd(8)} ${plainText(sentence)}`;
  });
  process.stdout.write(`${json ? JSON.stringify(checks) : lines.join('\n')}\n`);
  if (checks.some(({ state }) => state === 'refused')) process.exitCode = 2;
}

/** Runs an experiment in the terminal; also used by the demo. */
export async function runAndPrint(
  experiment: Experiment,
  { json = false, when, ...options }: RunOptions,
): Promise<void> {
  const compute = { ...computeOf(options), workTime: when };
  const outcome = await watchAndPause((events, signal) =>
    runExperiment(experiment, events, signal, openModelStore(), compute),
  );
  if (!outcome) return;
  const { report, timing } = outcome;
  if (!report) {
    if (timing) process.stderr.write(`${runTimingSentence(timing)}\n`);
    process.stderr.write('Done. Review shows the most uncertain rows first: `stillroom serve`.\n');
    if (json) process.stdout.write('null\n');
    return;
  }
  process.stdout.write(`${json ? reportJson(report) : printReport(report)}\n`);
}
