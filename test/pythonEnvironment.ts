import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('fixtures/requirements.txt', import.meta.url));

/**
 * The environment in which STILLROOM_PYTHON has the libraries that tests compare with: the user's own, or
 * one that pip fills in `folder`.
 *
 * @returns undefined where none can be had
 */
export function pythonEnvironment(folder: string): NodeJS.ProcessEnv | undefined {
  const own = process.env.STILLROOM_PYTHON;
  if (own) return hasLibraries({ STILLROOM_PYTHON: own }) ? {} : undefined;
  return inVirtualEnvironment(folder) ?? inPackageFolder(path.join(folder, 'packages'));
}

/** Not to be had where Python came without `ensurepip`, as Debian's does. */
function inVirtualEnvironment(folder: string): NodeJS.ProcessEnv | undefined {
  const python = path.join(
    folder,
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  const environment = { STILLROOM_PYTHON: python };
  if (hasLibraries(environment)) return environment;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) {
    return undefined;
  }
  install(python, []);
  return hasLibraries(environment) ? environment : undefined;
}

/** The system's Python, told of a folder with the libraries: needs pip alone. */
function inPackageFolder(folder: string): NodeJS.ProcessEnv | undefined {
  const before = process.env.PYTHONPATH;
  const environment = {
    STILLROOM_PYTHON: 'python3',
    PYTHONPATH: [folder, ...(before ? [before] : [])].join(path.delimiter),
  };
  if (hasLibraries(environment)) return environment;
  install('python3', ['--target', folder]);
  return hasLibraries(environment) ? environment : undefined;
}

function install(python: string, where: readonly string[]): void {
  const options = ['-q', '--no-warn-conflicts', ...where, '-r', REQUIREMENTS];
  spawnSync(python, ['-m', 'pip', 'install', ...options], {
    env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    stdio: 'inherit',
  });
}

function hasLibraries(environment: { readonly STILLROOM_PYTHON: string }): boolean {
  const imports = ['-c', 'import datasets, numpy, onnxruntime, openpyxl, tokenizers, transformers'];
  const env = { ...process.env, ...environment };
  return spawnSync(environment.STILLROOM_PYTHON, imports, { env }).status === 0;
}
