import { Command } from 'commander';
import { stringify } from 'yaml';
import { attributesOfExperiment, openModelStore, readExperiment } from '../../engine/engine.ts';
import { plainText } from '../plainText.ts';
import { untilInterrupted } from '../untilInterrupted.ts';

/** How far the settings of a recipe are indented in the experiments of the documentation. */
const INDENT = '    ';

/** `stillroom attributes EXPERIMENT.yaml`: what AttrPrompt's rows would differ in. */
export function attributesCommand(): Command {
  return new Command('attributes')
    .description(
      "let the teacher list what AttrPrompt's rows differ in, as YAML to correct and paste under the recipe",
    )
    .argument('<experiment>', 'an experiment file (YAML) with a recipe of the kind attrprompt')
    .action(async (file: string) => {
      const { experiment } = readExperiment(file);
      await untilInterrupted(async (signal) => {
        const tell = (sentence: string) => void process.stderr.write(`${plainText(sentence)}\n`);
        let told = '';
        const attributes = await attributesOfExperiment(experiment, openModelStore(), {
          signal,
          onProgress(lists, of) {
            const line = `${lists} of ${of} lists`;
            if (line !== told) tell(line);
            told = line;
          },
          onNote: tell,
        });
        const yaml = stringify({ attributes }, { lineWidth: 0 });
        process.stdout.write(plainText(yaml.replaceAll(/^(?=.)/gm, INDENT)));
      }, 'Nothing was written.');
    });
}
