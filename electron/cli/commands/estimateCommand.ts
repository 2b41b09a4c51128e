import { Command } from 'commander';
import { estimateWords } from '../../contract/estimateWords.ts';
import type { RunEstimate } from '../../contract/runEstimate.ts';
import { estimateExperiment, openModelStore } from '../../engine/engine.ts';
import { addComputeOptions, type ComputeOptions, computeOf } from '../computeOptions.ts';
import { type JsonOption, jsonOption, print, printJson } from '../jsonOption.ts';
import { plainText } from '../plainText.ts';
import { readAndTell } from '../readAndTell.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

type EstimateOptions = JsonOption & ComputeOptions;

/** `stillroom estimate EXPERIMENT.yaml`: what a run would take on this machine. */
export function estimateCommand(): Command {
  const command = new Command('estimate')
    .description('measure for some seconds how long a run would take here; runs and writes nothing')
    .argument('<experiment>', 'an experiment file (YAML)')
    .addOption(jsonOption());
  return addComputeOptions(command).action(
    async (file: string, { json, ...options }: EstimateOptions) => {
      const experiment = readAndTell(file);
      await untilInterrupted(async (signal) => {
        const control = { compute: computeOf(options), signal };
        const estimated = await estimateExperiment(experiment, openModelStore(), control);
        if (json) printJson(estimated);
        else print(plainText(estimateText(estimated)));
      }, 'Nothing was run.');
    },
  );
}

function estimateText(estimated: RunEstimate): string {
  const { parts, checks, notes } = estimated;
  return [
    estimateWords.whole(estimated),
    ...parts.map((part) => `  ${estimateWords.part(part)}`),
    ...checks.map(estimateWords.check),
    ...notes,
  ].join('\n');
}
