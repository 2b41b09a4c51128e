import { type ChildProcess, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { buildApp } from './buildApp.ts';
import { ELECTRON, findElectron } from './findElectron.ts';
import { ROOT } from './root.ts';

export interface StartOptions {
  /** The folder of the package `electron`. */
  readonly folder?: string;
  readonly build?: () => Promise<void>;
  readonly say?: (sentence: string) => void;
}

/**
 * Builds the app and opens it in Electron. A missing binary is fetched first by Electron's own
 * installer, which checks its SHA-256.
 * @param args for the app: projects to open
 * @returns the exit code: the app's, or 2 if Electron cannot be installed
 */
export async function startApp(
  args: readonly string[],
  { folder = ELECTRON, build = buildApp, say = console.error }: StartOptions = {},
): Promise<number> {
  const binary = findElectron(folder) ?? (await fetchElectron(folder, say));
  if (!binary) return 2;
  say('Building the app …');
  await build();
  // an editor's terminal may have set it, and Electron would then start as plain Node
  const { ELECTRON_RUN_AS_NODE: _, ...env } = process.env;
  const started = spawn(binary, [ROOT, ...args], { env, stdio: 'inherit' });
  return (await ended(started)).code;
}

async function fetchElectron(
  folder: string,
  say: (sentence: string) => void,
): Promise<string | undefined> {
  const { version } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8')) as {
    version: string;
  };
  say(
    `Stillroom's window is Electron's, and Electron ${version} is not on this computer yet.\n` +
      'Its own installer fetches it now: more than 100 MB, from its makers’ releases on GitHub. ' +
      'Ctrl-C stops that.',
  );
  const installer = spawn(process.execPath, [path.join(folder, 'install.js')], {
    stdio: ['ignore', 'inherit', 'pipe'],
  });
  const { code, errors } = await ended(installer);
  const binary = code === 0 ? findElectron(folder) : undefined;
  if (binary) return binary;
  const reason = /^\w*Error\b.*$/m.exec(errors)?.[0] ?? `it ended with code ${code}`;
  say(
    `Electron could not be fetched. Its installer says: ${reason}.\n` +
      'This is expected without a network. The same app opens in a browser on this computer:\n\n' +
      '    npm run -s stillroom -- serve\n',
  );
  return undefined;
}

function ended(child: ChildProcess): Promise<{ code: number; errors: string }> {
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors = (errors + chunk.toString()).slice(-4000);
  });
  return new Promise((resolve) => {
    child.once('error', (error) => resolve({ code: 1, errors: String(error) }));
    child.once('close', (code) => resolve({ code: code ?? 1, errors }));
  });
}
