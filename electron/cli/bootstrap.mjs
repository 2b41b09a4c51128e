// @ts-check
// Runs under whatever Node there is (20 or newer) on a fresh clone: checks what the machine has,
// installs the dependencies where they are missing, and hands over to the Node 24 among them.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [script, ...args] = process.argv.slice(2);

/** @param {string} command @param {string[]} options */
const works = (command, options) =>
  spawnSync(command, options, { stdio: 'ignore', shell: process.platform === 'win32' }).status ===
  0;

function preflight() {
  const missing = [];
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) missing.push(`Node 20 or newer (this is ${process.version}): https://nodejs.org`);
  if (!works('npm', ['--version'])) missing.push('npm: it comes with Node, https://nodejs.org');
  if (process.platform !== 'win32') {
    if (
      !works('c++', ['--version']) &&
      !works('g++', ['--version']) &&
      !works('clang++', ['--version'])
    ) {
      missing.push(
        'a C++ compiler (it builds the HNSW index): apt install g++, or xcode-select --install',
      );
    }
    if (!works('make', ['--version']))
      missing.push('make: apt install make, or xcode-select --install');
  }
  if (!works('python3', ['--version']) && !works('python', ['--version'])) {
    missing.push(
      'Python 3 (it drives the build of the HNSW index): apt install python3, https://python.org',
    );
  } else if (!works('python3', ['-m', 'pip', '--version'])) {
    console.error('Note: Python has no pip; models can then not be fetched as Python packages.');
  }
  if (missing.length === 0) return;
  console.error(
    `Stillroom cannot be installed yet. This machine lacks:\n- ${missing.join('\n- ')}`,
  );
  process.exit(2);
}

function install() {
  const lock = createHash('sha256')
    .update(readFileSync(path.join(root, 'package-lock.json')))
    .digest('hex');
  const stamp = path.join(root, 'node_modules', '.stillroom-installed');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8') === lock) return;
  preflight();
  console.error('Installing the dependencies (about a minute) …');
  // not `npm ci`: the lock file has this machine's optional packages only, and each platform adds its own
  const { status } = spawnSync('npm', ['install', '--no-save', '--loglevel=error'], {
    cwd: root,
    // its installer would fetch a CUDA library of hundreds of megabytes that nobody asked for
    // Electron's binary is fetched by `npm start`, which needs it
    env: { ...process.env, ONNXRUNTIME_NODE_INSTALL: 'skip', ELECTRON_SKIP_BINARY_DOWNLOAD: '1' },
    // standard output belongs to the command that follows
    stdio: ['ignore', process.stderr.fd, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) {
    console.error(
      'npm could not install the dependencies; what it says is above. Nothing else was done.',
    );
    process.exit(2);
  }
  writeFileSync(stamp, lock);
}

/** The page that `serve` shows is built where it is older than what it is made of. */
function buildPage() {
  const page = path.join(root, 'dist', 'renderer', 'index.html');
  const sources = ['renderer', 'electron/contract'].flatMap((folder) =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' }).map((name) =>
      path.join(root, folder, name),
    ),
  );
  const newest = Math.max(...sources.map((file) => statSync(file).mtimeMs));
  if (existsSync(page) && statSync(page).mtimeMs > newest) return;
  console.error('Building the page …');
  const vite = path.join(bin, process.platform === 'win32' ? 'vite.cmd' : 'vite');
  const options = ['build', '--config', 'renderer/vite.config.ts', '--logLevel', 'error'];
  const { status } = spawnSync(vite, options, {
    cwd: root,
    stdio: ['ignore', process.stderr.fd, 'inherit'],
    shell: process.platform === 'win32',
  });
  if (status !== 0) process.exit(1);
}

install();
const bin = path.join(root, 'node_modules', '.bin');
if (args[0] === 'serve' || script === 'test/screenshots.ts') buildPage();
const child = spawn(
  path.join(bin, process.platform === 'win32' ? 'node.cmd' : 'node'),
  [path.join(root, script ?? ''), ...args],
  {
    stdio: 'inherit',
    env: { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}` },
    shell: process.platform === 'win32',
  },
);
// Ctrl-C goes to the whole group: the child decides what it means
for (const signal of /** @type {const} */ (['SIGINT', 'SIGTERM', 'SIGHUP'])) {
  process.on(signal, () => {
    if (signal !== 'SIGINT') child.kill(signal);
  });
}
child.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
