import { spawn } from 'node:child_process';
import { installerEnvironment } from './installerEnvironment.ts';
import type { Environment } from './storeFolder.ts';

const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/**
 * Runs Python in `folder`, which also takes its temporary files, so that nothing remains elsewhere
 * if it is killed.
 * @throws Error with the reason that Python or pip printed
 */
export async function runPython(
  args: readonly string[],
  folder: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<void> {
  signal?.throwIfAborted();
  const child = spawn(PYTHON, args, {
    cwd: folder,
    env: { ...installerEnvironment(env), TMPDIR: folder, TEMP: folder, TMP: folder },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  let failure: NodeJS.ErrnoException | undefined;
  child.on('error', (error) => {
    failure = error;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  signal?.throwIfAborted();
  if (failure?.code === 'ENOENT') throw new Error(`${PYTHON} is not installed here`);
  if (failure !== undefined) throw failure;
  if (code !== 0) throw new Error(reasonIn(errors) ?? `${PYTHON} ended with code ${code}`);
}

/** pip's own reason for a failure: its last ERROR line, otherwise the last line it wrote. */
function reasonIn(errors: string): string | undefined {
  const lines = errors.split('\n').map((line) => line.trim());
  const written = lines.filter((line) => line !== '');
  return written.findLast((line) => line.startsWith('ERROR:')) ?? written.at(-1);
}
