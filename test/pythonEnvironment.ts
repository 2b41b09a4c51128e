import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const REQUIREMENTS = fileURLToPath(new URL('fixtures/requirements.txt', import.meta.url));
/** Transformers 4, which many still have, is read from a folder before the packages above. */
const REQUIREMENTS_4 = fileURLToPath(new URL('fixtures/requirements4.txt', import.meta.url));

interface PythonEnvironment extends NodeJS.ProcessEnv {
  readonly STILLROOM_PYTHON: string;
}

/**
 * The environment in which STILLROOM_PYTHON has the libraries that tests compare with: the user's own, or
 * one that pip fills in `folder`. STILLROOM_TRANSFORMERS_4 is a folder with Transformers 4.
 *
 * @returns undefined where none can be had
 */
export function pythonEnvironment(folder: string): NodeJS.ProcessEnv | undefined {
  const environment = libraries(folder);
  if (!environment) return undefined;
  const older = process.env.STILLROOM_TRANSFORMERS_4 ?? path.join(folder, 'transformers-4');
  const hasOlder = () => succeeds({ ...environment, PYTHONPATH: older }, OLDER);
  if (!hasOlder()) install(environment.STILLROOM_PYTHON, REQUIREMENTS_4, ['--target', older]);
  return hasOlder() ? { ...environment, STILLROOM_TRANSFORMERS_4: older } : undefined;
}

function libraries(folder: string): PythonEnvironment | undefined {
  const own = process.env.STILLROOM_PYTHON;
  if (own) return hasLibraries({ STILLROOM_PYTHON: own }) ? { STILLROOM_PYTHON: own } : undefined;
  return inVirtualEnvironment(folder) ?? inPackageFolder(path.join(folder, 'packages'));
}

/** Not to be had where Python came without `ensurepip`, as Debian's does. */
function inVirtualEnvironment(folder: string): PythonEnvironment | undefined {
  const python = path.join(
    folder,
    process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python',
  );
  const environment = { STILLROOM_PYTHON: python };
  if (hasLibraries(environment)) return environment;
  if (spawnSync('python3', ['-m', 'venv', folder], { stdio: 'ignore' }).status !== 0) {
    return undefined;
  }
  install(python, REQUIREMENTS);
  return hasLibraries(environment) ? environment : undefined;
}

/** The system's Python, told of a folder with the libraries: needs pip alone. */
function inPackageFolder(folder: string): PythonEnvironment | undefined {
  const before = process.env.PYTHONPATH;
  const environment = {
    STILLROOM_PYTHON: 'python3',
    PYTHONPATH: [folder, ...(before ? [before] : [])].join(path.delimiter),
  };
  if (hasLibraries(environment)) return environment;
  install('python3', REQUIREMENTS, ['--target', folder]);
  return hasLibraries(environment) ? environment : undefined;
}

function install(python: string, requirements: string, where: readonly string[] = []): void {
  const options = ['-q', '--no-warn-conflicts', ...where, '-r', requirements];
  spawnSync(python, ['-m', 'pip', 'install', ...options], {
    env: { ...process.env, PIP_ROOT_USER_ACTION: 'ignore', PIP_DISABLE_PIP_VERSION_CHECK: '1' },
    stdio: 'inherit',
  });
}

const LIBRARIES = 'import datasets, numpy, onnxruntime, openpyxl, tokenizers, transformers';
const OLDER = 'import transformers; assert transformers.__version__.startswith("4.")';

const hasLibraries = (environment: PythonEnvironment) => succeeds(environment, LIBRARIES);

function succeeds(environment: PythonEnvironment, program: string): boolean {
  const env = { ...process.env, ...environment };
  const options = { env, stdio: 'ignore' } as const;
  return spawnSync(environment.STILLROOM_PYTHON, ['-c', program], options).status === 0;
}
