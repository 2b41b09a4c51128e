import path from 'node:path';
import { Command } from 'commander';
import { appFile, openModelStore, readExperiment } from '../../engine/engine.ts';
import { addComputeOptions, type ComputeOptions } from '../computeOptions.ts';
import { getModel } from './modelsCommand.ts';
import { runAndPrint } from './runCommand.ts';

/**
 * `stillroom demo`: fetches the two small models, then runs S3 and SynthesizRR on the bundled
 * project.
 */
export function demoCommand(): Command {
  const command = new Command('demo')
    .description('get the two demo models and run both papers on the bundled film reviews')
    .option('--project <folder>', 'where to keep the project', 'demo.stillroom')
    .option('--json', 'print the report as JSON');
  return addComputeOptions(command).action(
    async ({ project, ...options }: ComputeOptions & { project: string; json?: boolean }) => {
      const { experiment } = readExperiment(appFile('resources', 'demo', 'experiment.yaml'));
      const store = openModelStore();
      const { teacher, encoder, student } = experiment;
      for (const name of new Set([teacher ?? [], encoder, student.model].flat())) {
        if (!(await store.find(name))) await getModel(store, name);
      }
      const folder = path.resolve(project);
      await runAndPrint({ ...experiment, project: folder }, options);
      process.stderr.write(
        `Project: ${folder}\nModels: ${store.folder}\nNext: npm run -s stillroom -- report ${project}, ` +
          `npm run -s stillroom -- export ${project} --to FOLDER\n`,
      );
    },
  );
}
