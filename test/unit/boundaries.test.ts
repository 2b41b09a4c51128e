import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import {
  factsOf,
  importFaults,
  loadedBy,
  type Rules,
  type Source,
  styleFaults,
} from './sourceRules.ts';
import { testTextFaults, textFaults } from './textFaults.ts';

/** The table of the design's layout: who may import what. */
const RULES: Rules = {
  layers: [
    { folder: 'electron/contract', values: [] },
    {
      folder: 'electron/engine',
      values: [
        'electron/contract',
        'electron/hosts/host.ts',
        'models/badInput.ts',
        'models/outOfMemory.ts',
        'models/largestScores.ts',
        'models/randomStream.ts',
        'models/diskFault.ts',
        'models/makeFolder.ts',
        'models/catalog',
        // reads a config.json and loads nothing
        'models/transformer/encoderConfig.ts',
        // compares words
        'models/student/answerScore.ts',
        // arithmetic
        'models/student/logisticRegression.ts',
        'models/student/linearDynamics.ts',
        // reads a config.json too
        'models/student/answersQuestions.ts',
        // where an answer begins, which the teacher looks for as well
        'models/teacher/thoughts.ts',
        // texts alone, which endpoints are asked with and answer with
        'models/teacher/stopPosition.ts',
        'models/teacher/toSentenceEnd.ts',
        'models/teacher/turnsOf.ts',
        'native/sqlite',
      ],
      // the machine learning runs in the hosts: the engine must not load a native runtime
      types: [
        'electron/hosts/*Host.ts',
        'electron/hosts/formatReader.ts',
        'electron/hosts/hostProcess.ts',
        'models',
      ],
    },
    { folder: 'electron/hosts', values: ['electron/contract', 'models', 'native'] },
    { folder: 'electron/cli', values: ['electron/contract', 'electron/engine'] },
    { folder: 'electron/main', values: ['electron/contract'] },
    { folder: 'electron/preload', values: ['electron/contract'] },
    // reads the sources of all layers as files, and loads none
    { folder: 'electron/packing', values: [] },
    { folder: 'renderer', values: ['electron/contract'] },
    { folder: 'models', values: ['native'] },
    { folder: 'native/llama', values: [] },
    { folder: 'native/onnx', values: [] },
    { folder: 'native/hnsw', values: [] },
    { folder: 'native/sqlite', values: [] },
    {
      folder: 'test',
      values: ['electron', 'models', 'native', 'renderer', 'prompts', 'resources'],
    },
  ],
  packages: {
    'node-llama-cpp': ['native/llama'],
    'onnxruntime-node': ['native/onnx'],
    'hnswlib-node': ['native/hnsw'],
    'better-sqlite3': ['native/sqlite'],
    electron: ['electron/main', 'electron/preload'],
    'electron-builder': ['electron/packing'],
    'electron-log': ['electron/engine/log'],
    react: ['renderer'],
    'react-dom': ['renderer'],
    zustand: ['renderer'],
  },
  network: [
    'models/catalog/download.ts',
    // to teachers on other machines that the user has added
    'electron/engine/endpoints/askEndpoint.ts',
    // a teacher for other machines, when the user asks for it
    'electron/cli/serve/serveTeacher.ts',
    // on 127.0.0.1 alone, when the user asks for it
    'electron/cli/serve/serveApp.ts',
    // to where the page came from
    'renderer/store/connection.ts',
  ],
};

/** Files named after a topic, where several exports share it; all others bear an export's name. */
const TOPIC_FILES = [
  'electron/contract/fileKinds.ts',
  'electron/contract/forms.ts',
  'electron/contract/recipes/sharedSettings.ts',
  'electron/contract/texts.ts',
  'electron/engine/endpoints/endpointTokens.ts',
  'electron/engine/endpoints/servedRequest.ts',
  'electron/engine/engine.ts',
  'electron/engine/files/ownedFiles.ts',
  'electron/engine/review/review.ts',
  'electron/engine/steps/parseOutput.ts',
  'models/autodiff/autodiff.ts',
  'models/autodiff/operators/elementwise.ts',
  'models/autodiff/operators/shape.ts',
  'models/catalog/partFile.ts',
  'models/catalog/recordedFiles.ts',
  'models/catalog/storeLock.ts',
  'models/catalog/userModel.ts',
  'models/student/studentGraph.ts',
  'models/teacher/chatTemplate.ts',
  'models/teacher/selfDebiasing.ts',
  'models/transformer/safetensors.ts',
  'renderer/store/connection.ts',
  'renderer/store/engineStore.ts',
  'renderer/store/navigation.ts',
  'renderer/store/reviewStore.ts',
];

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const ours = sourcesUnder(['electron', 'models', 'native', 'renderer', 'prompts', 'test']);
const shipped = ours.filter(({ path: file }) => !file.startsWith('test/'));

function sourcesUnder(folders: readonly string[]): Source[] {
  return folders.flatMap((folder) => {
    const absolute = path.join(ROOT, folder);
    return (existsSync(absolute) ? filesUnder(absolute) : []).map((file) => ({
      path: path.relative(ROOT, file).replaceAll(path.sep, '/'),
      text: readFileSync(file, 'utf8'),
    }));
  });
}

function filesUnder(folder: string): string[] {
  const entries = readdirSync(folder, { recursive: true, encoding: 'utf8', withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile() && /\.(m?ts|tsx|mjs)$/.test(entry.name))
    .map((entry) => path.join(entry.parentPath, entry.name));
}

test('the scan finds the sources', () => {
  const paths = shipped.map(({ path: file }) => file);
  expect(paths).toContain('electron/cli/bootstrap.mjs');
  expect(paths).toContain('native/llama/llamaModel.ts');
  expect(paths.length).toBeGreaterThan(100);
});

test('every import is one that the layout allows', () => {
  expect(importFaults(shipped, RULES)).toEqual([]);
});

test('tests reach addons through their adapters only', () => {
  const tests = ours.filter(({ path: file }) => file.startsWith('test/'));
  const listeners = tests.map(({ path: file }) => file); // they serve and fetch on loopback
  expect(importFaults(tests, { ...RULES, network: listeners })).toEqual([]);
});

test('the engine and the command line load no native runtime but SQLite', () => {
  for (const entry of ['electron/engine/engine.ts', 'electron/cli/stillroom.ts']) {
    const loaded = [...loadedBy(entry, ours)];
    expect(loaded.length).toBeGreaterThan(30);
    expect(loaded.filter((file) => file.startsWith('native/'))).toEqual([
      'native/sqlite/database.ts',
    ]);
  }
});

test('each addon has one importer', () => {
  for (const addon of ['node-llama-cpp', 'onnxruntime-node', 'hnswlib-node', 'better-sqlite3']) {
    const importers = shipped.filter((source) =>
      factsOf(source).imports.some(({ from }) => from === addon),
    );
    expect(importers, addon).toHaveLength(1);
  }
});

test('few files know where they lie, and those still do in a bundle', () => {
  const knowing = shipped.filter(({ text }) => /import\.meta\.(url|dirname|filename)/.test(text));
  const names = knowing.map(({ path: file }) => file);
  expect(names.filter((file) => !file.startsWith('electron/packing/')).toSorted()).toEqual([
    'electron/cli/bootstrap.mjs', // begins in the checkout alone
    'electron/engine/files/appFile.ts',
    'electron/engine/measuring/measureInThread.ts',
    'electron/hosts/hostModule.ts',
    'electron/main/main.ts',
    'renderer/vite.config.ts', // as the first
  ]);
});

test('our sources keep the rules of style', () => {
  expect(styleFaults(shipped, TOPIC_FILES)).toEqual([]);
  const tests = ours.filter(({ path: file }) => file.startsWith('test/'));
  const named = tests.map(({ path: file }) => file);
  expect(styleFaults(tests, named)).toEqual([]);
});

test('no exception outlives its file', () => {
  const unnamed = styleFaults(shipped, []).map((fault) => fault.split(' ')[0]);
  expect(unnamed.toSorted()).toEqual(TOPIC_FILES.toSorted());
});

/** The one module that knows the grammar of step keys. */
const KEY_MODULE = 'electron/engine/journal/stepKey.ts';
/** The rule itself, and the readings that it is tried on. */
const RULE_TESTS = new Set(['test/unit/textFaults.ts', 'test/unit/boundaries.test.ts']);

test('nothing but the module of step keys writes or reads one, and nothing reads a title', () => {
  expect(textFaults(shipped, KEY_MODULE)).toEqual([]);
  const tests = ours.filter(({ path: file }) => file.startsWith('test/') && !RULE_TESTS.has(file));
  expect(testTextFaults(tests)).toEqual([]);
});

test.each([
  'const keys = database.column("SELECT key FROM steps WHERE key LIKE ?");',
  "const keys = database.column(`SELECT key FROM steps WHERE key GLOB 's3/*'`);",
  'const keys = made.filter((key) => /seed-alone\\/.*\\/train/.test(key));',
  'const [q] = /round-(\\d+)/.exec(key);',
  "const isTraining = key.endsWith('/train');",
  "const isInRound = key.includes('round-');",
  "const rows = entries.filter(({ title }) => title.startsWith('labels'));",
])('a planted pattern is found in a test too: %s', (text) => {
  expect(testTextFaults([{ path: 'test/native/x.test.ts', text }])).toHaveLength(1);
});

test('a test may name the whole key of the step that it traces', () => {
  const text =
    "const rows = rowsOf('s3/round-0/draw-0/clean'); expect(err.includes('s3/seed/clean'));";
  expect(testTextFaults([{ path: 'test/native/x.test.ts', text }])).toEqual([]);
});

test.each([
  "const key = 's3/final/train';",
  `const key = \`\${name}/clean\`;`,
  'const rows = database.all("SELECT 1 FROM steps WHERE key LIKE \'s3/%\'");',
  "if (key.endsWith('/train')) done();",
  'const q = /round-(\\d+)/.exec(key);',
  "const isGuess = title.startsWith('always');",
  "const [name] = entry.title.split(',');",
  "const isAlone = entry.title === 'seed labels alone';",
])('a planted reading of a key or a title is found: %s', (text) => {
  expect(textFaults([{ path: 'electron/engine/x.ts', text }], KEY_MODULE)).toHaveLength(1);
});

test.each([
  "import { train } from './train/train.ts';",
  "const key = stepKey('train', 's3', FINAL);",
  "const folder = 'resources/demo';",
  'const hasNone = title === null || title === undefined;',
  `const shown = \`Run \${title}\`;`,
])('an honest text is left alone: %s', (text) => {
  expect(textFaults([{ path: 'electron/engine/x.ts', text }], KEY_MODULE)).toEqual([]);
});

test.each([
  ['electron/contract/x.ts', "import { s3 } from '../engine/recipes/s3.ts';"],
  ['electron/engine/x.ts', "import { loadTeacher } from '../../models/teacher/teacher.ts';"],
  [
    'electron/engine/x.ts',
    "import { type A, trainStudent } from '../../models/student/student.ts';",
  ],
  ['electron/engine/x.ts', "export * from '../../models/student/student.ts';"],
  ['electron/engine/x.ts', "await import('../../models/encoder/encoder.ts');"],
  ['electron/engine/x.ts', "import '../hosts/teacherHost.ts';"],
  ['electron/engine/x.ts', "import type { Session } from '../../native/onnx/onnxSession.ts';"],
  ['electron/engine/x.ts', "import { runCommand } from '../cli/commands/runCommand.ts';"],
  ['electron/engine/x.ts', "import { app } from 'electron';"],
  ['electron/cli/x.ts', "import { BadInput } from '../../models/badInput.ts';"],
  ['electron/cli/x.ts', "import type { HostOptions } from '../hosts/host.ts';"],
  ['electron/hosts/x.ts', "import { openRun } from '../engine/journal/run.ts';"],
  ['models/student/x.ts', "import { filterNames } from '../../electron/contract/experiment.ts';"],
  ['models/student/x.ts', "import * as ort from 'onnxruntime-node';"],
  ['native/hnsw/x.ts', "const addon = require('onnxruntime-node');"],
  ['native/hnsw/x.ts', "import { openDatabase } from '../sqlite/database.ts';"],
  ['native/llama/x.ts', "import { BadInput } from '../../models/badInput.ts';"],
  [
    'renderer/store/x.ts',
    "import { openProject } from '../../electron/engine/project/project.ts';",
  ],
  ['models/catalog/x.ts', "import { get } from 'node:https';"],
  ['models/catalog/x.ts', "import net from 'net';"],
  ['models/catalog/x.ts', "import { request } from 'undici';"],
  ['models/catalog/x.ts', "await fetch('https://example.org');"],
  ['models/catalog/x.ts', "globalThis.fetch('https://example.org');"],
  ['electron/main/x.ts', "new WebSocket('ws://example.org');"],
  ['elsewhere/x.ts', "import { a } from './a.ts';"],
])('a planted import is found: %s %s', (file, text) => {
  expect(importFaults([{ path: file, text }], RULES)).toHaveLength(1);
});

test.each([
  ['electron/engine/x.ts', "import type { Prompt } from '../../models/teacher/teacher.ts';"],
  ['electron/engine/x.ts', "import { type A, type B } from '../../models/student/student.ts';"],
  ['electron/engine/x.ts', "import { forkHost } from '../hosts/host.ts';"],
  ['electron/engine/x.ts', "type P = import('../hosts/teacherHost.ts').TeacherHost;"],
  ['electron/hosts/x.ts', "import { loadTeacher } from '../../models/teacher/teacher.ts';"],
  ['electron/engine/x.ts', "// import { get } from 'node:https';\nconst text = 'fetch(it)';"],
  ['electron/engine/x.ts', 'store.fetch(1);'],
  ['models/catalog/download.ts', 'await fetch(url);'],
])('an honest import is left alone: %s %s', (file, text) => {
  expect(importFaults([{ path: file, text }], RULES)).toEqual([]);
});

test('a chain of imports to native code is found', () => {
  const sources = [
    { path: 'electron/engine/engine.ts', text: "import { a } from '../../models/catalog/a.ts';" },
    { path: 'models/catalog/a.ts', text: "import { b } from '../../native/onnx/b.ts';" },
    { path: 'native/onnx/b.ts', text: '' },
  ];
  expect([...loadedBy('electron/engine/engine.ts', sources)]).toContain('native/onnx/b.ts');
});

const long = (first: string) => `${first}\n${'// a line\n'.repeat(400)}`;

test.each([
  ['says any', 'export const thing = (x: any) => x;'],
  ['says any', 'export const thing = [] as any[];'],
  ['says any', 'export const thing = <any>1;'],
  ['has a default export', 'export default function thing() {}'],
  ['has a default export', 'const thing = 1; export { thing, thing as default };'],
  ['has the name of none of its exports (other)', 'export const other = 1;'],
  ['has 401 lines and no reason for it', long('export const thing = 1;')],
])('a file is found that %s', (fault, text) => {
  expect(styleFaults([{ path: 'models/thing.ts', text }], [])).toEqual([
    `models/thing.ts ${fault}`,
  ]);
});

test('honest files are left alone', () => {
  const texts = [
    "// any\nexport const thing = 'as any';",
    'export { Thing } from "./other.ts";',
    'export function loadThing() {}',
    'run();',
    long('// Long because it is one table.\nexport const thing = 1;'),
  ];
  expect(
    styleFaults(
      texts.map((text) => ({ path: 'models/thing.ts', text })),
      [],
    ),
  ).toEqual([]);
});
