#!/usr/bin/env node
import type { Command } from 'commander';
import {
  BadInput,
  beginLog,
  explainDiskFault,
  logFault,
  logFile,
  ownFilesOnly,
} from '../engine/engine.ts';
import { program } from './program.ts';
import { surviveClosedOutput } from './surviveClosedOutput.ts';

/** The exit code for errors that the user can fix; a bug in Stillroom itself exits with 1. */
const BAD_INPUT = 2;

const stillroom = program();
endUsageErrorsAsBadInput(stillroom);
ownFilesOnly();
surviveClosedOutput();
stillroom.hook('preAction', (_stillroom, command) => {
  const name = nameOf(command);
  beginLog(name === 'serve' ? name : `command ${name}`);
});
try {
  await stillroom.parseAsync();
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
