import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { program } from '../../../electron/cli/program.ts';
import { runCli } from '../../fixtures/cli.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

/*
 * How every command behaves in a script: what it prints where, how it ends, and what a reader that
 * closes the pipe does to it.
 */

const STILLROOM = fileURLToPath(new URL('../../../electron/cli/stillroom.ts', import.meta.url));

let folder: string;
let models: string;
let experiment: string;
let listed: string;
let project: string;
let student: string;
let texts: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-command-line-'));
  models = await makeTinyModels(folder);
  ({ experiment, project } = makeTinyExperiment(path.join(folder, 'made'), {
    recipes: ['{ kind: s3, rows: 16, rounds: 0 }'],
    student: ', method: head',
  }));
  listed = makeTinyExperiment(path.join(folder, 'listed'), {
    // the tiny teacher lists too little
    recipes: [
      '{ kind: attrprompt, rows: 12, attributes: { subtopic: [a], genre: [b], style: [c] } }',
    ],
  }).experiment;
  const ran = await runCli(['run', experiment], models);
  expect(ran.code, ran.err).toBe(0);
  const exported = path.join(folder, 'exported');
  await runCli(['export', project, '--to', exported], models);
  student = path.join(exported, 's3/student');
  texts = path.join(folder, 'texts.txt');
  writeFileSync(texts, 'good film\nbad film\n'.repeat(20));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Called {
  /** Arguments that work here, for a first and a second call; none if it needs a network or a GPU. */
  readonly works?: (call: 1 | 2) => readonly string[];
  /** Arguments that cannot be used. */
  readonly refused: () => readonly string[];
}

const nowhere = () => path.join(folder, 'nowhere');
const pack = () => path.join(folder, 'pack');

/** The list of endpoints is that of all tests of the command line. */
const LAB = `lab-${process.pid}`;

/** Each command: one that is missing here fails the test below. */
const COMMANDS: Readonly<Record<string, Called>> = {
  demo: { refused: () => ['--project', texts] },
  run: { works: () => [experiment, '--check'], refused: nowhereAlone },
  estimate: { works: () => [experiment], refused: nowhereAlone },
  attributes: { works: () => [listed], refused: () => [experiment] },
  serve: { refused: () => ['--port', 'x'] },
  status: { works: () => [project], refused: nowhereAlone },
  report: { works: () => [project], refused: nowhereAlone },
  replicate: { refused: () => ['s3-table-2', `AG=${nowhere()}`] },
  export: { works: () => [project, '--to', path.join(folder, 'again')], refused: nowhereAlone },
  predict: { works: () => [student, texts], refused: () => [nowhere(), texts] },
  'delete document': {
    works: () => [project, `${path.join(folder, 'made', 'films.jsonl')}:1`],
    refused: () => [project, `${nowhere()}:1`],
  },
  'delete project': { works: () => [project], refused: nowhereAlone },
  'models list': { works: () => [], refused: () => ['superfluous'] },
  'models get': { works: () => ['tiny-bert'], refused: () => ['no-such-model'] },
  'models add': {
    works: () => ['tiny-again', path.join(folder, 'sources', 'tiny-bert')],
    refused: () => ['tiny-again', nowhere()],
  },
  'models verify': { works: () => ['tiny-bert'], refused: () => ['no-such-model'] },
  'models pack': { works: () => [pack(), 'tiny-bert'], refused: () => [pack(), 'no-such-model'] },
  'models unpack': { works: () => [pack(), 'tiny-bert'], refused: nowhereAlone },
  'models remove': {
    works: (call) => [call === 1 ? 'tiny-again' : 'tiny-quoter'],
    refused: () => ['no-such-model'],
  },
  'endpoints add': {
    works: (call) => [LAB, '--url', `http://127.0.0.1:${call}/v1`, '--model', 'm'],
    refused: () => [LAB, '--url', 'nowhere', '--model', 'm'],
  },
  'endpoints list': { works: () => [], refused: () => ['superfluous'] },
  'endpoints check': { refused: () => ['no-such-endpoints'] },
  'endpoints remove': {
    works: (call) => [LAB, '--url', `http://127.0.0.1:${call}`],
    refused: () => ['no-such-endpoints'],
  },
  'teacher serve': { refused: () => ['no-such-model'] },
  'gpu install': { refused: () => ['--cuda', '11'] },
  'gpu probe': { refused: () => ['superfluous'] },
  doctor: { works: () => [project], refused: nowhereAlone },
  measure: { works: () => [project], refused: nowhereAlone },
};

function nowhereAlone(): readonly string[] {
  return [nowhere()];
}

function leaves(command: Command, names: readonly string[] = []): [string, Command][] {
  return command.commands.flatMap((inner) => {
    const path = [...names, inner.name()];
    return inner.commands.length > 0
      ? leaves(inner, path)
      : [[path.join(' '), inner] as [string, Command]];
  });
}

const ALL = leaves(program());
const hasJson = (command: Command) => command.options.some(({ long }) => long === '--json');

it('every command is called here', () => {
  expect(ALL.map(([name]) => name).toSorted()).toEqual(Object.keys(COMMANDS).toSorted());
});

const WORKING = ALL.filter(([name]) => COMMANDS[name]?.works);

it.each(ALL)(
  'stillroom %s ends with 2 and a sentence on what it cannot use, and prints nothing else',
  async (name, command) => {
    const json = hasJson(command) ? ['--json'] : [];
    const asked = [...name.split(' '), ...COMMANDS[name]!.refused(), ...json];
    const { code, out, err } = await runCli(asked, models);
    expect([code, out]).toEqual([2, '']);
    expect(err).not.toMatch(/\n {4}at /);
    expect(err).not.toMatch(/fault of Stillroom/);
    expect(err.trim().length).toBeGreaterThan(10);
  },
);

it.each(WORKING.filter(([, command]) => hasJson(command)))(
  'stillroom %s prints one JSON value with --json',
  async (name) => {
    const asked = [...name.split(' '), ...COMMANDS[name]!.works!(1), '--json'];
    const { code, out, err } = await runCli(asked, models);
    expect(code, err).toBe(0);
    expect(() => JSON.parse(out)).not.toThrow();
    expect(err).not.toContain('\u001b');
    expect(err).not.toContain('\r');
  },
);

it.each(WORKING)('stillroom %s minds no reader that closes the pipe', (name) => {
  const asked = [process.execPath, STILLROOM, ...name.split(' '), ...COMMANDS[name]!.works!(2)];
  const { status, stderr } = spawnSync(
    'bash',
    ['-c', 'set -o pipefail; "$@" | true', '-', ...asked],
    {
      env: { ...process.env, STILLROOM_MODELS: models, STILLROOM_HOME: path.join(folder, 'home') },
      encoding: 'utf8',
    },
  );
  expect(status, stderr).toBe(0);
  expect(stderr).not.toMatch(/EPIPE|\n {4}at /);
});

it('--version prints the version alone', async () => {
  const { code, out } = await runCli(['--version'], models);
  expect(code).toBe(0);
  expect(out).toMatch(/^\d+\.\d+\.\d+\n$/);
});
