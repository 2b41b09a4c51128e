import { chmodSync, existsSync, mkdirSync, readFileSync, renameSync } from 'node:fs';
import { release, totalmem } from 'node:os';
import path from 'node:path';
import logger from 'electron-log/node';
import { BadInput } from '../../../models/badInput.ts';
import type { LogEnd } from '../../contract/diagnosis.ts';
import { tellOfLostHosts } from '../../hosts/host.ts';
import { appVersion } from '../files/appVersion.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { physicalCores } from '../runtime/physicalCores.ts';
import { describeFault, withoutTexts } from './withoutTexts.ts';

/** How the engine was started: a CLI command, the page's server, or the desktop app. */
export type StartedAs = 'desktop' | 'serve' | `command ${string}`;

const MOST_BYTES = 1_000_000;
/** Number of full files that are kept in addition to the current one. */
const OLD_FILES = 2;

const LINES_SHOWN = 60;

/** A page that sends nonsense all day must not push the other lines out of the log. */
const MOST_TIMES = 10;
const MOST_KINDS = 1000;
const LONGEST_FAULT = 10_000;
/** How often each fault was written since the start. */
const written = new Map<string, number>();

let isOpen = false;

/** The path of the log's newest file, which may not exist yet. */
export function logFile(env: NodeJS.ProcessEnv = process.env): string {
  return path.join(dataFolder(env), 'stillroom.log');
}

/**
 * Starts the log of this process. Until then the other functions write nothing, so that a test that
 * uses a part of the engine leaves no trace in the user's folder. A folder that cannot be written
 * to is not an error.
 */
export function beginLog(startedAs: StartedAs): void {
  if (!isOpen) {
    tellOfLostHosts(({ title, how }) => write('warn', `Lost ${title}: ${withoutTexts(how)}`));
    process.on('uncaughtExceptionMonitor', logFault);
  }
  isOpen = true;
  const { file } = logger.transports;
  for (const transport of Object.values(logger.transports)) if (transport) transport.level = false;
  // if the file cannot be written, the library would report it on the console
  logger.transports.console.writeFn = () => {};
  file.level = 'info';
  file.setAppName('Stillroom');
  file.resolvePathFn = () => logFile();
  file.format = '{iso} [{level}] {text}';
  file.maxSize = MOST_BYTES;
  file.writeOptions = { flag: 'a', mode: 0o600, encoding: 'utf8' };
  file.archiveLogFn = rotate;
  try {
    mkdirSync(dataFolder(), { recursive: true });
    if (existsSync(logFile())) chmodSync(logFile(), 0o600);
  } catch {
    // the next write fails too, and is not reported either
  }
  write('info', `Start: ${startedAs}. ${machine()}`);
}

/** Records a bug in Stillroom; cancellations and errors that the user can fix are not recorded. */
export function logFault(error: unknown): void {
  if (error instanceof BadInput || (error as Error | undefined)?.name === 'AbortError') return;
  const fault = describeFault(error).slice(0, LONGEST_FAULT);
  const times = (written.get(fault) ?? 0) + 1;
  if (written.size < MOST_KINDS) written.set(fault, times);
  if (times <= MOST_TIMES) write('error', fault);
  if (times === MOST_TIMES)
    write('error', 'The same fault is not written again until the next start.');
}

/** The end of the log's newest file. */
export function logEnd(most = LINES_SHOWN): LogEnd {
  const file = logFile();
  try {
    return { file, lines: readFileSync(file, 'utf8').trimEnd().split('\n').slice(-most) };
  } catch {
    return { file, lines: [] };
  }
}

function write(level: 'info' | 'warn' | 'error', text: string): void {
  if (isOpen) logger[level](text);
}

/** Renames stillroom.log to stillroom.1.log, that one to stillroom.2.log, and so on. */
function rotate(): void {
  const name = (age: number) => logFile().replace(/\.log$/, age === 0 ? '.log' : `.${age}.log`);
  try {
    for (let age = OLD_FILES - 1; age >= 0; age--) {
      if (existsSync(name(age))) renameSync(name(age), name(age + 1));
    }
  } catch {
    // another process has just done it
  }
}

function machine(): string {
  const { node, electron } = process.versions;
  const shell = electron ? `, Electron ${electron}` : '';
  const memory = `${(totalmem() / 1e9).toFixed(1)} GB`;
  return (
    `Stillroom ${appVersion()}, Node ${node}${shell}, ${process.platform} ${process.arch} ` +
    `${release()}, ${physicalCores()} cores, ${memory} of memory.`
  );
}
