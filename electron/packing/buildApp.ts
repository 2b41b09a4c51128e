import { rm } from 'node:fs/promises';
import path from 'node:path';
import { build, type InlineConfig } from 'vite';
import { ROOT } from './root.ts';

/**
 * These contain native code, which the system loads from separate files, so the app includes them
 * unbundled.
 */
const NOT_BUNDLED = [
  'electron',
  'better-sqlite3',
  'hnswlib-node',
  'node-llama-cpp',
  'onnxruntime-node',
];

/**
 * The entry points of processes and threads: main looks for them next to itself, by these names.
 */
const ENTRIES = {
  main: 'electron/main/main.ts',
  engineMain: 'electron/engine/desktop/engineMain.ts',
  hostMain: 'electron/hosts/hostMain.ts',
  teacherHost: 'electron/hosts/teacherHost.ts',
  studentHost: 'electron/hosts/studentHost.ts',
  retrievalHost: 'electron/hosts/retrievalHost.ts',
  watchdog: 'electron/hosts/watchdog.ts',
  formatReader: 'electron/hosts/formatReader.ts',
  measureThread: 'electron/engine/measuring/measureThread.ts',
  stillroom: 'electron/cli/stillroom.ts',
};

/**
 * Bundles everything that the desktop app runs into `dist/`: the page, the preload, and all Node
 * code, with one file per entry point in that folder.
 */
export async function buildApp(): Promise<void> {
  await rm(path.join(ROOT, 'dist'), { recursive: true, force: true });
  await build({ configFile: path.join(ROOT, 'renderer/vite.config.ts'), logLevel: 'warn' });
  await build(
    forNode({
      license: { fileName: 'licences.md' },
      rolldownOptions: {
        input: absolute(ENTRIES),
        // modules look for each other's files in their own folder
        output: { entryFileNames: '[name].js', chunkFileNames: '[name]-[hash].js' },
      },
    }),
  );
  await build(
    forNode({
      rolldownOptions: {
        input: absolute({ preload: 'electron/preload/preload.ts' }),
        // a sandboxed preload cannot be an ES module
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    }),
  );
}

function forNode(options: NonNullable<InlineConfig['build']>): InlineConfig {
  return {
    root: ROOT,
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: NOT_BUNDLED },
    build: {
      ...options,
      ssr: true,
      target: 'node24',
      outDir: 'dist',
      emptyOutDir: false,
      // keeps the stack traces of bug reports readable
      minify: false,
    },
  };
}

function absolute(entries: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(entries).map(([name, file]) => [name, path.join(ROOT, file)]),
  );
}
