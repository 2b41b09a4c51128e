import { defineConfig } from 'vitest/config';

/** What is long and rare: hundreds of kills, every recipe on the real models. `npm run test:slow`. */
const SLOW = '**/*.slow.test.ts';

// Native addons in worker threads can end the whole process, and two of them share two cores badly:
// each test file runs in a process of its own, one at a time where a suite says so.
const suite = (name: string, options: object = {}) => ({
  test: {
    name,
    include: [`test/${name}/**/*.test.ts`],
    exclude: [SLOW],
    pool: 'forks' as const,
    ...options,
  },
});

/** What takes a model of the demo, and so both cores. */
const MODELS = `test/model/${SLOW}`;

const slow = (name: string, files: object) =>
  suite(name, { ...files, fileParallelism: false, testTimeout: 900_000, hookTimeout: 2_400_000 });

export default defineConfig({
  test: {
    globalSetup: 'test/temporaryFolder.ts',
    projects: [
      suite('unit', { testTimeout: 60_000 }),
      suite('native', { fileParallelism: false, testTimeout: 900_000, hookTimeout: 300_000 }),
      suite('pack', { fileParallelism: false, testTimeout: 300_000, hookTimeout: 300_000 }),
      suite('electron', { fileParallelism: false, testTimeout: 120_000, hookTimeout: 120_000 }),
      suite('e2e', { fileParallelism: false, testTimeout: 900_000, hookTimeout: 120_000 }),
      suite('model', { fileParallelism: false, testTimeout: 900_000, hookTimeout: 2_400_000 }),
      suite('cluster', { fileParallelism: false, testTimeout: 600_000, hookTimeout: 300_000 }),
      slow('slow', { include: [`test/${SLOW}`], exclude: [MODELS] }),
      slow('slowModels', { include: [MODELS], exclude: [] }),
    ],
  },
});
