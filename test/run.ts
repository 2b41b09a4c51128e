import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findElectron } from '../electron/packing/findElectron.ts';
import { findChromium } from './e2e/findChromium.ts';

/**
 * Runs the suites and ends with the line `N passed, N failed`.
 *
 * `npm test`: types, lint and every suite; `npm run test:fast`: without models and network, under a
 * minute; `npm run check`: types and lint alone.
 */
const ROOT = fileURLToPath(new URL('../', import.meta.url));
const BIN = path.join(ROOT, 'node_modules', '.bin');
const LAYERS = [
  'electron/contract',
  'electron/engine',
  'electron/hosts',
  'electron/cli',
  'electron/main',
  'electron/preload',
  'electron/packing',
  'renderer',
  'native',
  'models',
  'test',
];
const MODELS = ['smollm2-135m-instruct', 'all-minilm-l6-v2'];

const [mode = 'all'] = process.argv.slice(2);
const totals = { passed: 0, failed: 0 };

for (const layer of LAYERS) await check(`types of ${layer}`, 'tsc', ['-p', layer]);
await check('format and lint', 'biome', ['check', '.']);
if (mode === 'fast') await suites(['unit']);
if (mode === 'all') {
  await suites(['unit', 'native']);
  await suites(['pack']);
  if (modelsAreThere()) {
    if (pythonIsThere()) await suites(['model']);
    if (chromiumIsThere()) {
      await check('the page builds', 'vite', ['build', '--config', 'renderer/vite.config.ts']);
      await suites(['e2e']);
    }
  }
  // the one suite that may be left out: the binary comes by `npm start` alone
  if (findElectron()) await suites(['electron']);
  else process.stdout.write('skipped: no Electron binary\n');
}
process.stdout.write(`${totals.passed} passed, ${totals.failed} failed\n`);
process.exitCode = totals.failed > 0 ? 1 : 0;

async function check(name: string, tool: string, args: readonly string[]): Promise<void> {
  const passed = (await run(tool, args)) === 0;
  totals[passed ? 'passed' : 'failed']++;
  process.stdout.write(`${passed ? 'ok' : 'FAILED'}: ${name}\n`);
}

async function suites(names: readonly string[]): Promise<void> {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-tests-'));
  const file = path.join(folder, 'results.json');
  const projects = names.flatMap((name) => ['--project', name]);
  const code = await run('vitest', [
    'run',
    ...projects,
    '--reporter=default',
    '--reporter=json',
    `--outputFile.json=${file}`,
  ]);
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

/** The served app is driven in a real browser, which no package of ours brings. */
function chromiumIsThere(): boolean {
  if (findChromium()) return true;
  process.stdout.write(
    'FAILED: the suite in a browser, because there is no Chromium: install it (Debian: apt-get ' +
      'install chromium), or name one by CHROMIUM\n',
  );
  totals.failed++;
  return false;
}

/** Tests read an exported student by Python's ONNX Runtime and tokenizers, and a dataset by datasets. */
function pythonIsThere(): boolean {
  const venv = path.join(ROOT, '.venv');
  const own = path.join(venv, process.platform === 'win32' ? 'Scripts/python.exe' : 'bin/python');
  process.env.STILLROOM_PYTHON ??= own;
  const imports = ['-c', 'import datasets, numpy, onnxruntime, tokenizers'];
  const hasThem = () => spawnSync(process.env.STILLROOM_PYTHON!, imports).status === 0;
  if (hasThem()) return true;
  if (process.env.STILLROOM_PYTHON === own) {
    const requirements = path.join(ROOT, 'test/fixtures/requirements.txt');
    spawnSync('python3', ['-m', 'venv', venv], { stdio: 'inherit' });
    spawnSync(own, ['-m', 'pip', 'install', '-q', '-r', requirements], { stdio: 'inherit' });
  }
  if (hasThem()) return true;
  process.stdout.write(
    'FAILED: Python has no datasets, numpy, onnxruntime or tokenizers, and pip cannot get them\n',
  );
  totals.failed++;
  return false;
}

function run(tool: string, args: readonly string[]): Promise<number | null> {
  const child = spawn(path.join(BIN, tool), args, { cwd: ROOT, stdio: 'inherit' });
  return new Promise((resolve) => {
    child.once('close', resolve);
  });
}
