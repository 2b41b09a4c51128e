#!/usr/bin/env node
import { Command } from 'commander';
import {
  BadInput,
  beginLog,
  explainDiskFault,
  logFault,
  logFile,
  ownFilesOnly,
} from '../engine/engine.ts';
import { deleteCommand } from './commands/deleteCommand.ts';
import { demoCommand } from './commands/demoCommand.ts';
import { doctorCommand } from './commands/doctorCommand.ts';
import { exportCommand } from './commands/exportCommand.ts';
import { gpuCommand } from './commands/gpuCommand.ts';
import { modelsCommand } from './commands/modelsCommand.ts';
import { predictCommand } from './commands/predictCommand.ts';
import { replicateCommand } from './commands/replicateCommand.ts';
import { reportCommand } from './commands/reportCommand.ts';
import { runCommand } from './commands/runCommand.ts';
import { serveCommand } from './commands/serveCommand.ts';
import { statusCommand } from './commands/statusCommand.ts';
import { surviveClosedOutput } from './surviveClosedOutput.ts';

/** The exit code for errors that the user can fix; a bug in Stillroom itself exits with 1. */
const BAD_INPUT = 2;

const program = new Command('stillroom')
  .description('Distil a local LLM and a private corpus into a labelled dataset and a classifier.')
  .addCommand(demoCommand())
  .addCommand(runCommand())
  .addCommand(serveCommand())
  .addCommand(statusCommand())
  .addCommand(reportCommand())
  .addCommand(replicateCommand())
  .addCommand(exportCommand())
  .addCommand(predictCommand())
  .addCommand(deleteCommand())
  .addCommand(modelsCommand())
  .addCommand(gpuCommand())
  .addCommand(doctorCommand());

endUsageErrorsAsBadInput(program);
ownFilesOnly();
surviveClosedOutput();
program.hook('preAction', (_program, command) => {
  const name = nameOf(command);
  beginLog(name === 'serve' ? name : `command ${name}`);
});
try {
  await program.parseAsync();
} catch (thrown) {
  const error = explainDiskFault(thrown);
  if (error instanceof BadInput) {
    console.error(error.message);
    process.exitCode = BAD_INPUT;
  } else {
    console.error(error);
    logFault(error);
    console.error(`This is a fault of Stillroom's own. The log has more: ${logFile()}`);
    process.exitCode = 1;
  }
}

/** A wrong command, argument or option is bad input like any other; commander would exit with 1. */
function endUsageErrorsAsBadInput(command: Command): void {
  command.exitOverride(({ exitCode }) => process.exit(exitCode === 0 ? 0 : BAD_INPUT));
  for (const inner of command.commands) endUsageErrorsAsBadInput(inner);
}

/** 'models get' */
function nameOf(command: Command): string {
  const { parent } = command;
  return parent?.parent ? `${nameOf(parent)} ${command.name()}` : command.name();
}
