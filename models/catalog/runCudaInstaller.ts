import { spawn } from 'node:child_process';
import { cp } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { installerEnvironment } from './installerEnvironment.ts';
import type { Environment } from './storeFolder.ts';

/**
 * Runs onnxruntime-node's own installer to fetch its CUDA 12 libraries. The installer writes next
 * to its own script, so a copy of it is run, and the package stays unchanged.
 * @param packageFolder of onnxruntime-node
 * @param work a folder for temporary files
 * @returns the folder of the libraries
 * @throws BadInput with the installer's reason
 */
export async function runCudaInstaller(
  packageFolder: string,
  work: string,
  env: Environment,
  signal: AbortSignal | undefined,
): Promise<string> {
  await cp(join(packageFolder, 'script'), join(work, 'script'), { recursive: true });
  const child = spawn(process.execPath, [join(work, 'script', 'install.js')], {
    cwd: work,
    env: {
      ...installerEnvironment(env),
      // overrides npm's settings
      ONNXRUNTIME_NODE_INSTALL: 'cuda12',
      // for the packages that it depends on
      NODE_PATH: dirname(packageFolder),
      TMPDIR: work,
    },
    stdio: ['ignore', 'ignore', 'pipe'],
    ...(signal && { signal }),
  });
  let errors = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    errors += text;
  });
  child.on('error', (error) => {
    errors += `Error: ${error.message}\n`;
  });
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  signal?.throwIfAborted();
  if (code === 0) return join(work, 'bin', 'napi-v6', 'linux', 'x64');
  const reason = /^\w*Error\b.*$/m.exec(errors)?.[0] ?? `it ended with code ${code}`;
  throw new BadInput(
    `onnxruntime-node's installer could not fetch the CUDA 12 libraries: ${reason}. Nothing was installed. \`stillroom gpu install --cuda 13\` takes those for CUDA 13 from a Python package.`,
  );
}
