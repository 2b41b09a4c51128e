import { spawnSync } from 'node:child_process';
import { accessSync, constants, existsSync, mkdirSync, readFileSync, statfsSync } from 'node:fs';
import { freemem, release, totalmem } from 'node:os';
import type { ModelStore } from '../../../models/catalog/modelStore.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import type { Diagnosis, Finding } from '../../contract/diagnosis.ts';
import { forkHost, type Host, hostModule } from '../../hosts/host.ts';
import type { RetrievalHost } from '../../hosts/retrievalHost.ts';
import { appFile } from '../files/appFile.ts';
import { appVersion } from '../files/appVersion.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { logFile } from '../log/log.ts';
import { borrowStudent, findGpu } from '../runtime/borrow.ts';
import { openSockets } from '../runtime/openSockets.ts';
import { physicalCores } from '../runtime/physicalCores.ts';
import type { AppState } from '../session/appState.ts';

/** The packages with native code, in the order in which they are reported. */
const NATIVE = ['node-llama-cpp', 'onnxruntime-node', 'better-sqlite3', 'hnswlib-node'] as const;
/** Less than this fills up soon: a project with its students takes several hundred megabytes. */
const LITTLE_DISK_BYTES = 2e9;
const PYTHON = process.platform === 'win32' ? 'python' : 'python3';

/**
 * Inspects the installation and the machine, and loads each native library once; downloads nothing.
 */
export async function diagnose(
  { projectsFolder }: Pick<AppState, 'projectsFolder'>,
  store: ModelStore,
): Promise<Diagnosis> {
  const findings: Finding[] = [];
  const necessary = (sentence: string) => findings.push({ sentence, isNecessary: true });
  const useful = (sentence: string) => findings.push({ sentence, isNecessary: false });

  const versions = {
    Stillroom: appVersion(),
    Node: process.versions.node,
    ...(process.versions.electron ? { Electron: process.versions.electron } : {}),
    ...Object.fromEntries(NATIVE.map((name) => [name, versionOf(name)])),
  };
  const gpu = await tryPart('llama.cpp (node-llama-cpp)', findGpu, necessary);
  await tryPart(
    'ONNX Runtime (onnxruntime-node)',
    () => borrowStudent((host) => host.call('runtime')),
    necessary,
  );
  await tryPart('the HNSW index (hnswlib-node)', loadRetriever, necessary);
  await tryPart('SQLite (better-sqlite3)', async () => openDatabase(':memory:').close(), necessary);

  const data = dataFolder();
  const problem = whyNotWritable(data);
  if (problem)
    necessary(`The folder ${data} cannot be written (${problem}): STILLROOM_HOME moves it.`);
  const freeDiskBytes = freeDisk(data);
  if (freeDiskBytes !== null && freeDiskBytes < LITTLE_DISK_BYTES) {
    useful(`Little space is left on the disk of ${data}: free some before a long run.`);
  }
  const models = (await store.list())
    .filter(({ state }) => state === 'ready' || state === 'changed' || state === 'found')
    .map(({ name }) => name);
  if (models.length === 0) {
    useful(
      'No model is here yet: `stillroom models list` shows them, `models get NAME` fetches one.',
    );
  }
  if (!answers(PYTHON, ['-m', 'pip', '--version'])) {
    useful(
      'Python 3 with pip is not here: it fetches the demo’s models where Hugging Face cannot be reached.',
    );
  }
  if (isCheckout() && !(answers('g++', ['--version']) || answers('c++', ['--version']))) {
    useful('There is no C++ compiler: it is needed only to reinstall the packages.');
  }
  const sockets = openSockets()?.map(
    ({ protocol, port, pid }) => `${protocol} ${port} of process ${pid}`,
  );
  return {
    versions,
    system: `${process.platform} ${process.arch} ${release()}`,
    cores: physicalCores(),
    memoryBytes: totalmem(),
    freeMemoryBytes: freemem(),
    freeDiskBytes,
    gpu: gpu ? `${gpu.names.join(', ')} by ${gpu.interface}` : null,
    modelsFolder: store.folder,
    models,
    projectsFolder,
    logFile: logFile(),
    sockets: sockets ?? null,
    findings,
  };
}

/** The retriever's process ends if its library cannot be loaded. */
async function loadRetriever(): Promise<void> {
  const options = { title: 'the retriever', entry: hostModule('retrievalHost') };
  const host: Host<RetrievalHost> = forkHost(options);
  try {
    await host.call('load');
  } finally {
    host.stop();
  }
}

async function tryPart<Result>(
  name: string,
  work: () => Promise<Result>,
  tell: (sentence: string) => void,
): Promise<Result | undefined> {
  try {
    return await work();
  } catch (error) {
    tell(`${name} cannot be loaded: ${(error as Error).message}. Install Stillroom again.`);
    return undefined;
  }
}

function versionOf(name: string): string | null {
  try {
    const file = appFile('node_modules', name, 'package.json');
    return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  } catch {
    return null;
  }
}

function whyNotWritable(folder: string): string | undefined {
  try {
    mkdirSync(folder, { recursive: true });
    accessSync(folder, constants.W_OK);
    return undefined;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'unknown';
  }
}

function freeDisk(folder: string): number | null {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize;
  } catch {
    return null;
  }
}

function isCheckout(): boolean {
  return existsSync(appFile('package-lock.json'));
}

function answers(command: string, args: readonly string[]): boolean {
  return spawnSync(command, args, { stdio: 'ignore' }).status === 0;
}
