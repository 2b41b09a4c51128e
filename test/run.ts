import { spawn, spawnSync } from 'node:child_process';
import { globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from '../electron/packing/findElectron.ts';
import { findChromium } from './e2e/findChromium.ts';
import { pythonEnvironment } from './pythonEnvironment.ts';
import { rayPython } from './rayPython.ts';
import { transformersJs } from './transformersJs.ts';

/**
 * Runs the suites, and prints the line `N passed, N failed` and how long each suite took.
 *
 * `npm test`: types, lint and every suite but the slow one; `npm run test:slow`: that one;
 * `npm run test:cluster`: a run through Ray Serve, which pip fetches;
 * `npm run test:fast`: without models and network, under a minute; `npm run check`: types and lint alone.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIN = path.join(ROOT, 'node_modules', '.bin');
/** Each folder with a tsconfig.json, so that a new layer is checked without being named here. */
const LAYERS = globSync('{.,electron}/*/tsconfig.json', { cwd: ROOT }).map(path.dirname).toSorted();
const MODELS = ['smollm2-135m-instruct', 'all-minilm-l6-v2'];

const [mode = 'all'] = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };
/** Seconds of each suite, in their order; `check` is types, format and lint. */
const seconds = new Map<string, number>();

if (mode === 'cluster') {
  if (rayIsThere()) await suite('cluster');
} else if (mode === 'slow') {
  // kills, lost servers and a browser mostly wait, so they share the cores with the real models
  if (modelsAreThere() && pythonIsThere() && (await pageIsThere())) {
    await Promise.all([suite('slowModels'), suite('slow', 'printed at its end')]);
  }
} else {
  for (const layer of LAYERS) await check(`types of ${layer}`, 'tsc', ['-p', layer]);
  await check('format and lint', 'biome', ['check', '.']);
  if (mode === 'fast') await suite('unit');
}
if (mode === 'all') {
  for (const name of ['unit', 'native', 'pack']) await suite(name);
  if (modelsAreThere()) {
    if (pythonIsThere() && transformersJsIsThere()) await suite('model');
    if (await pageIsThere()) await suite('e2e');
  }
  // the one suite that may be left out: the binary comes by `npm start` alone
  if (findElectron()) await suite('electron');
  else process.stdout.write('skipped: no Electron binary\n');
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n\n`);
for (const [name, took] of seconds) {
  process.stdout.write(`${name.padEnd(10)} ${took.toFixed(0).padStart(6)} s\n`);
}
process.exitCode = totals.failed > 0 ? 1 : 0;

async function check(name: string, tool: string, args: readonly string[]): Promise<void> {
  const passed = (await timed('check', () => run(tool, args))) === 0;
  totals[passed ? 'passed' : 'failed']++;
  process.stdout.write(`${passed ? 'ok' : 'FAILED'}: ${name}\n`);
}

async function suite(name: string, output: Output = 'printed at once'): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-tests-'));
  const file = path.join(folder, 'results.json');
  const reporters = ['--reporter=default', '--reporter=json', `--outputFile.json=${file}`];
  const code = await timed(name, () =>
    run('vitest', ['run', '--project', name, ...reporters], output),
  );
  try {
    const results = JSON.parse(readFileSync(file, 'utf8')) as {
      numPassedTests: number;
      numFailedTests: number;
      numPendingTests: number;
    };
    totals.passed += results.numPassedTests;
    // an error outside of any test, and a skip in CI, are failures too
    const skipped = process.env.CI ? results.numPendingTests : 0;
    totals.failed += results.numFailedTests + skipped || (code === 0 ? 0 : 1);
  } catch {
    totals.failed++;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** The suite with real models needs the demo's two; without them it fails in CI and is named here. */
function modelsAreThere(): boolean {
  for (const name of MODELS) {
    const args = [path.join(ROOT, 'electron/cli/stillroom.ts'), 'models', 'get', name];
    const { status } = spawnSync(process.execPath, args, { stdio: 'inherit' });
    if (status === 0) continue;
    process.stdout.write(`FAILED: the suite with real models, because ${name} cannot be had\n`);
    totals.failed++;
    return false;
  }
  return true;
}

/** The served app is driven in a real browser: an installed one, or the one that npm has for Linux. */
async function pageIsThere(): Promise<boolean> {
  if (findChromium()) {
    await check('the page builds', 'vite', ['build', '--config', 'renderer/vite.config.ts']);
    return true;
  }
  process.stdout.write(
    'FAILED: what runs in a browser, because there is no Chromium: install it, or name it by CHROMIUM\n',
  );
  totals.failed++;
  return false;
}

/** Tests read an exported student by Python's ONNX Runtime and transformers, and a dataset by datasets. */
function pythonIsThere(): boolean {
  const environment = pythonEnvironment(path.join(ROOT, '.venv'));
  if (environment) {
    Object.assign(process.env, environment);
    return true;
  }
  process.stdout.write(
    'FAILED: Python has no datasets, numpy, onnxruntime, tokenizers or transformers, and pip cannot get them\n',
  );
  totals.failed++;
  return false;
}

/** A run goes through Ray's HTTP proxy to two replicas. */
function rayIsThere(): boolean {
  const python = rayPython(path.join(ROOT, '.venv', 'ray'));
  if (python) {
    process.env.STILLROOM_RAY = python;
    return true;
  }
  process.stdout.write('FAILED: Python has no ray[serve], and pip cannot get it\n');
  totals.failed++;
  return false;
}

/** Tests read an exported student by Transformers.js. */
function transformersJsIsThere(): boolean {
  const environment = transformersJs(path.join(ROOT, '.venv', 'transformers-js'));
  if (environment) {
    Object.assign(process.env, environment);
    return true;
  }
  process.stdout.write('FAILED: npm cannot get Transformers.js, and there is none\n');
  totals.failed++;
  return false;
}

async function timed<Result>(name: string, work: () => Promise<Result>): Promise<Result> {
  const since = performance.now();
  const result = await work();
  seconds.set(name, (seconds.get(name) ?? 0) + (performance.now() - since) / 1000);
  return result;
}

/** What a tool prints at its end is not mixed with what another prints meanwhile. */
type Output = 'printed at once' | 'printed at its end';

function run(
  tool: string,
  args: readonly string[],
  output: Output = 'printed at once',
): Promise<number | null> {
  const isHeld = output === 'printed at its end';
  const stdio = isHeld ? 'pipe' : 'inherit';
  const child = spawn(path.join(BIN, tool), args, { cwd: ROOT, stdio });
  const held: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    stream?.on('data', (chunk: Buffer) => held.push(chunk));
  }
  return new Promise((resolve) => {
    child.once('close', (code) => {
      process.stdout.write(Buffer.concat(held));
      resolve(code);
    });
  });
}
