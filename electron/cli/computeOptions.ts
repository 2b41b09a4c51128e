import { type Command, InvalidArgumentError, Option } from 'commander';
import { type LayoutChoice, layoutNamed } from '../contract/teacherLayout.ts';

/** The share of the machine that a run may use, as a user gives it. */
export interface ComputeOptions {
  readonly studentGpu?: boolean;
  readonly teacherGpuLayers?: number | 'auto';
  readonly teacherLayout?: LayoutChoice;
  readonly priority?: 'low' | 'normal';
}

/** Adds the options that decide how fast a run is: to the command that runs, and to the one that estimates. */
export function addComputeOptions(command: Command): Command {
  return command
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
    );
}

/** The same as the engine takes it. */
export function computeOf({
  studentGpu = false,
  teacherGpuLayers,
  teacherLayout,
  priority,
}: ComputeOptions) {
  return { studentOnGpu: studentGpu, gpuLayers: teacherGpuLayers, teacherLayout, priority };
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
