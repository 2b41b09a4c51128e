// @ts-check
// Runs under whatever Node there is (20 or newer) on a fresh clone: checks what the machine has,
// installs the dependencies where they are missing, and hands over to the Node 24 among them.
import { spawn, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');
const [script, ...args] = process.argv.slice(2);

/** @param {string} command @param {string[]} options @param {string} [input] */
const works = (command, options, input) =>
  spawnSync(command, options, {
    input,
    stdio: [input === undefined ? 'ignore' : 'pipe', 'ignore', 'ignore'],
    shell: process.platform === 'win32',
  }).status === 0;

/** What node-gyp's make calls where CXX names no other. */
const COMPILER = process.env.CXX ?? (process.platform === 'darwin' ? 'c++' : 'g++');

/** Node's own headers ask for this version of C++. @param {number} major of Node */
const standardOf = (major) => (major < 23 ? 'gnu++17' : 'gnu++20');

/** Whether the compiler, its headers and the linker are there: it builds a library of one function. */
function compiles(/** @type {number} */ major) {
  const folder = mkdtempSync(path.join(tmpdir(), 'stillroom-compiler-'));
  try {
    const options = [`-std=${standardOf(major)}`, '-shared', '-fPIC', '-x', 'c++', '-'];
    const source =
      '#include <string>\nint lengthOf(const std::string &text) { return text.size(); }\n';
    return works(COMPILER, [...options, '-o', path.join(folder, 'test.so')], source);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** What node-gyp's Python part imports: a minimal Python lacks some of it. */
const GYP_NEEDS = 'import sys, json, hashlib, multiprocessing, subprocess, xml.dom.minidom';
/** npm before 10 brings a node-gyp that needs distutils, which Python 3.12 and newer no longer have. */
const OLD_GYP_NEEDS = `${GYP_NEEDS}, distutils`;

function preflight() {
  const missing = [];
  const [major = 0] = process.versions.node.split('.').map(Number);
  if (major < 20) missing.push(`Node 20 or newer (this is ${process.version}): https://nodejs.org`);
  const npm = spawnSync('npm', ['--version'], {
    encoding: 'utf8',
    shell: process.platform === 'win32',
  });
  if (npm.status !== 0) missing.push('npm: it comes with Node, https://nodejs.org');
  if (process.platform !== 'win32') {
    if (!works(COMPILER, ['--version'])) {
      missing.push(
        `a C++ compiler, ${COMPILER} (it builds the HNSW index): apt install g++, or xcode-select --install`,
      );
    } else if (!compiles(major)) {
      missing.push(
        `a C++ compiler that works: ${COMPILER} is there and cannot build a library as ` +
          `${standardOf(major)}. It may be too old, or without the C library's headers: apt install g++ ` +
          'libc6-dev, or xcode-select --install',
      );
    }
    if (!works('make', ['--version']))
      missing.push('make: apt install make, or xcode-select --install');
  }
  const python = ['python3', 'python'].find((name) => works(name, ['--version']));
  const isOldGyp = Number.parseInt(npm.stdout ?? '', 10) < 10;
  if (python === undefined) {
    missing.push(
      'Python 3 (it drives the build of the HNSW index): apt install python3, https://python.org',
    );
  } else if (!works(python, ['-c', isOldGyp ? OLD_GYP_NEEDS : GYP_NEEDS])) {
    missing.push(
      isOldGyp
        ? `Python's distutils, which npm ${npm.stdout.trim()} needs: newer npm does without (npm install -g npm)`
        : 'the standard library of Python 3, of which this Python has a part: apt install python3',
    );
  } else if (!works(python, ['-m', 'pip', '--version'])) {
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
  // not `npm ci`, which refuses a lock file without node-llama-cpp's packages for other systems
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
    env: {
      // TypeScript is compiled at every start otherwise, of which a run has five
      NODE_COMPILE_CACHE: path.join(root, 'node_modules', '.cache', 'compiled'),
      ...process.env,
      PATH: `${bin}${path.delimiter}${process.env.PATH ?? ''}`,
    },
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
