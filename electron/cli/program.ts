import { Command } from 'commander';
import { appVersion } from '../engine/engine.ts';
import { attributesCommand } from './commands/attributesCommand.ts';
import { deleteCommand } from './commands/deleteCommand.ts';
import { demoCommand } from './commands/demoCommand.ts';
import { doctorCommand } from './commands/doctorCommand.ts';
import { endpointsCommand } from './commands/endpointsCommand.ts';
import { estimateCommand } from './commands/estimateCommand.ts';
import { exportCommand } from './commands/exportCommand.ts';
import { gpuCommand } from './commands/gpuCommand.ts';
import { measureCommand } from './commands/measureCommand.ts';
import { modelsCommand } from './commands/modelsCommand.ts';
import { predictCommand } from './commands/predictCommand.ts';
import { replicateCommand } from './commands/replicateCommand.ts';
import { reportCommand } from './commands/reportCommand.ts';
import { runCommand } from './commands/runCommand.ts';
import { serveCommand } from './commands/serveCommand.ts';
import { statusCommand } from './commands/statusCommand.ts';
import { teacherCommand } from './commands/teacherCommand.ts';

/** The command line: `stillroom` with all of its commands. */
export function program(): Command {
  return new Command('stillroom')
    .description(
      'Distil a local LLM and a private corpus into a labelled dataset and a classifier.',
    )
    .version(appVersion(), '-V, --version', 'print the version')
    .addCommand(demoCommand())
    .addCommand(runCommand())
    .addCommand(estimateCommand())
    .addCommand(attributesCommand())
    .addCommand(serveCommand())
    .addCommand(statusCommand())
    .addCommand(reportCommand())
    .addCommand(measureCommand())
    .addCommand(replicateCommand())
    .addCommand(exportCommand())
    .addCommand(predictCommand())
    .addCommand(deleteCommand())
    .addCommand(modelsCommand())
    .addCommand(endpointsCommand())
    .addCommand(teacherCommand())
    .addCommand(gpuCommand())
    .addCommand(doctorCommand());
}
