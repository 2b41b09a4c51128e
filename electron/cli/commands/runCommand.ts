import { Command, InvalidArgumentError, Option } from 'commander';
import { type LayoutChoice, layoutNamed } from '../../contract/teacherLayout.ts';
import { type WorkTime, workTimeSchema } from '../../contract/workTime.ts';
import {
  checkExperiment,
  type Experiment,
  openModelStore,
  preflight,
  readExperiment,
  readingNotes,
  runExperiment,
} from '../../engine/engine.ts';
import { plainText } from '../plainText.ts';
import { printReport } from '../printReport.ts';
import { reportJson } from '../reportJson.ts';
import { watchAndPause } from '../watchAndPause.ts';

/** `stillroom run EXPERIMENT.yaml`: creates the project, or resumes its last run. */
export function runCommand(): Command {
  return new Command('run')
    .description('run an experiment, or resume it; Ctrl-C pauses, twice kills')
    .argument('<experiment>', 'an experiment file (YAML)')
    .option('--check', 'only look at what the run would use, and list what was found')
    .option('--json', 'print the report, or the checks, as JSON')
    .option(
      '--student-gpu',
      'train students on an NVIDIA GPU, where `stillroom gpu probe` says they can',
    )
    .addOption(
      new Option(
        '--teacher-gpu-layers <n>',
        'layers of the teacher that a GPU computes, or auto for as many as fit',
      ).argParser(gpuLayersOf),
    )
    .addOption(
      new Option(
        '--teacher-layout <layout>',
        'measured (default): the fastest on this machine, where it is clearly faster; repeatable: the same ' +
          'rows each time; or processes x texts at once x threads, as in 2x8x1',
      ).argParser(layoutOf),
    )
    .addOption(
      new Option(
        '--priority <level>',
        'low (default): other programs go before the models’ processes; normal: they are all alike',
      ).choices(['low', 'normal']),
    )
    .addOption(
      new Option(
        '--when <condition>',
        'when the run works, else it waits: always (default), mains (not on a battery; on Linux), or a time of ' +
          'day as in 22:00-07:00',
      ).argParser(workTimeOf),
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
      await (options.check ? checkAndPrint(experiment, options) : runAndPrint(experiment, options));
    });
}

interface RunOptions {
  readonly check?: boolean;
  readonly json?: boolean;
  readonly studentGpu?: boolean;
  readonly teacherGpuLayers?: number | 'auto';
  readonly teacherLayout?: LayoutChoice;
  readonly priority?: 'low' | 'normal';
  readonly when?: WorkTime;
}

function gpuLayersOf(text: string): number | 'auto' {
  if (text === 'auto') return text;
  const layers = Number(text);
  if (/^\d+$/.test(text) && layers <= 1000) return layers;
  throw new InvalidArgumentError('Give a number of layers up to 1000, or auto.');
}

function layoutOf(text: string): LayoutChoice {
  if (text === 'measured' || text === 'repeatable') return text;
  const layout = layoutNamed(text);
  if (layout) return layout;
  throw new InvalidArgumentError(
    'Give measured, repeatable, or three numbers from 1 to 256 as in 2x8x1: processes, texts at once, threads.',
  );
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
  { json = false, studentGpu = false, teacherGpuLayers, teacherLayout, priority, when }: RunOptions,
): Promise<void> {
  const compute = {
    studentOnGpu: studentGpu,
    gpuLayers: teacherGpuLayers,
    ...{ teacherLayout, priority },
    workTime: when,
  };
  const outcome = await watchAndPause((events, signal) =>
    runExperiment(experiment, events, signal, openModelStore(), compute),
  );
  if (!outcome) return;
  const { report } = outcome;
  if (!report) {
    process.stderr.write('Done. Review shows the most uncertain rows first: `stillroom serve`.\n');
    if (json) process.stdout.write('null\n');
    return;
  }
  process.stdout.write(`${json ? reportJson(report) : printReport(report)}\n`);
}
