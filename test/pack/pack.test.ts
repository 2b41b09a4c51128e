import { readdirSync, readFileSync, renameSync } from 'node:fs';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { MessageChannel } from 'node:worker_threads';
import { listPackage, statFile } from '@electron/asar';
import { createORPCClient } from '@orpc/client';
import { RPCLink } from '@orpc/client/message-port';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { api } from '../../electron/contract/api.ts';
import type { DesktopPort } from '../../electron/contract/desktop.ts';
import type { Diagnosis } from '../../electron/contract/diagnosis.ts';
import type { Report } from '../../electron/contract/report.ts';
import { readExperiment } from '../../electron/engine/engine.ts';
import { engineProcess } from '../../electron/main/engineProcess.ts';
import { runCli, startCli } from '../fixtures/cli.ts';
import { desktopProcesses } from '../fixtures/desktopProcesses.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import { uploadedDraft } from '../fixtures/uploadedDraft.ts';
import { type PackedApp, packedApp } from './packedApp.ts';

// The app, packed for real and unpacked again, at work under plain Node: a file that was left out of
// the pack is missed here. The tree lies outside of the checkout, whose packages it cannot find.

let packed: PackedApp;
let models: string;
beforeAll(async () => {
  packed = await packedApp();
  models = await makeTinyModels(packed.folder);
});
afterAll(() => packed?.remove());

const cli = () => path.join(packed.tree, 'dist', 'stillroom.js');
const tiny = (name: string) =>
  makeTinyExperiment(path.join(packed.folder, name), { s3Rows: 8, rows: 4, epochs: 1 });

describe('the archive', () => {
  const files = () => listPackage(packed.archive, { isPack: false }).map((file) => file.slice(1));

  it('leaves all native code outside, where the system can load it', () => {
    const native = files().filter((file) => /\.(node|so)(\.\d+)*$/.test(file));
    for (const name of ['better-sqlite3', 'hnswlib-node', '@node-llama-cpp', 'onnxruntime-node']) {
      expect(native.filter((file) => file.startsWith(`node_modules/${name}/`))).not.toEqual([]);
    }
    for (const file of native) {
      expect([file, statFile(packed.archive, file)]).toMatchObject([file, { unpacked: true }]);
    }
  });

  it('holds the back-end of this platform’s CPU, and no model', () => {
    const backEnds = files().flatMap(
      (file) => /^node_modules\/@node-llama-cpp\/([^/]+)$/.exec(file)?.[1] ?? [],
    );
    expect(backEnds).toEqual(['linux-x64']);
    expect(files().filter((file) => /\.(gguf|safetensors|onnx)$/.test(file))).toEqual([]);
  });

  it('leaves out the browser of the tests', () => {
    expect(files().filter((file) => /chromium|playwright/.test(file))).toEqual([]);
  });

  it('comes with the licence of each package in it', () => {
    const text = readFileSync(path.join(packed.app, 'LICENCES.md'), 'utf8');
    const listed = [...text.matchAll(/^## (\S+) - \S+ \(.+\)$/gm)].map(([, name]) => name);
    const carried = files().flatMap(
      (file) => /.*node_modules\/((?:@[^/]+\/)?[^/]+)\/package\.json$/.exec(file)?.[1] ?? [],
    );
    expect(carried.length).toBeGreaterThan(50);
    expect(carried.filter((name) => !listed.includes(name))).toEqual([]);
    // bundled into the page and into the rest
    expect(listed).toEqual(expect.arrayContaining(['react', 'zustand', 'zod', 'commander']));
    expect(readdirSync(packed.app)).toContain('LICENSES.chromium.html');
  });
});

describe('the command line from the packed tree', () => {
  it('explains itself', async () => {
    const { code, out } = await runCli(['--help'], models, cli());
    expect([code, out]).toEqual([0, expect.stringContaining('Usage: stillroom')]);
  });

  it('runs both papers with every native library', async () => {
    const { experiment } = tiny('whole');
    const { code, out, err } = await runCli(['run', experiment, '--json'], models, cli());
    expect([code, err]).toEqual([0, expect.stringContaining('s3/round-0/train')]);
    const recipes = (JSON.parse(out) as Report).entries.map(({ recipe }) => recipe);
    expect(recipes).toEqual(expect.arrayContaining(['s3', 'synthesizrr/retricl', null]));
  });

  it('finds nothing necessary missing', async () => {
    const { code, out } = await runCli(['doctor', '--json'], models, cli());
    const { findings, versions } = JSON.parse(out) as Diagnosis;
    expect([code, findings.filter(({ isNecessary }) => isNecessary)]).toEqual([0, []]);
    expect(Object.values(versions)).not.toContain(null);
  });

  it('serves the page', async () => {
    const child = startCli(['serve'], models, cli());
    const ended = new Promise((resolve) => child.once('close', resolve));
    for await (const line of createInterface({ input: child.stdout! })) {
      const link = /http:\S+/.exec(line)?.[0];
      if (!link) continue;
      const welcome = await fetch(link, { redirect: 'manual' });
      const cookie = welcome.headers.get('set-cookie')!.split(';')[0]!;
      const page = await fetch(new URL('/', link), { headers: { cookie } });
      const script = /src="\.(\/assets\/[^"]+\.js)"/.exec(await page.text())![1]!;
      expect((await fetch(new URL(script, link), { headers: { cookie } })).status).toBe(200);
      break;
    }
    child.kill('SIGINT');
    expect(await ended).toBe(0);
  });
});

describe('the desktop’s engine and hosts from the packed tree', () => {
  it('makes the demo, and finishes a run in processes that fork nothing', async () => {
    process.env.STILLROOM_HOME = path.join(packed.folder, 'home');
    process.env.STILLROOM_MODELS = models;
    const built = (name: string) => path.join(packed.tree, 'dist', name);
    const engine = engineProcess(desktopProcesses(), {
      entry: built('engineMain.js'),
      hostEntry: built('hostMain.js'),
      onWorking: () => {},
      onNotOpened: (_folder, reason) => expect.fail(reason),
      onShowInFolder: (file) => expect.fail(file),
      chooseFolder: () => expect.fail('nobody asks for a folder'),
      keychain: () => expect.fail('nobody keeps a key'),
      machine: () => ({ isOnBattery: false, idleSeconds: 0 }),
    });
    try {
      const window = await new Promise<ContractRouterClient<typeof api>>((resolve) => {
        engine.connect({
          isDestroyed: () => false,
          postMessage: (_channel, _news, [port] = []) => resolve(clientOn(port!)),
        });
      });
      await window.start.demo();
      const { experiment } = readExperiment(tiny('desktop').experiment);
      const { project: _, recipes, ...draft } = experiment;
      const uploaded = await uploadedDraft(window, draft);
      await window.start.create({ name: 'Packed', draft: uploaded });
      await window.run.start({ recipe: recipes[1]! });
      for await (const { run } of await window.watch()) {
        if (run?.state === 'done') break;
        expect([run?.state, run?.reason]).not.toEqual([
          expect.stringMatching(/failed|stopped/),
          expect.anything(),
        ]);
      }
    } finally {
      await engine.close();
    }
    expect(readFileSync(path.join(packed.folder, 'home', 'stillroom.log'), 'utf8')).toContain(
      'Start: desktop. Stillroom ',
    );
  });
});

describe('what the pack might lack is missed', () => {
  const native = 'node_modules/';
  it.each([
    ['prompts/sst2.yaml', /there is no prompt set sst2/],
    ['prompts/refusals.yaml', /refusals\.yaml/],
    [`${native}better-sqlite3/prebuilds/linux-x64.node`, /better_sqlite3\.node/],
    [`${native}@node-llama-cpp/linux-x64/bins/linux-x64/llama-addon.node`, /NoBinaryFoundError/],
    [
      `${native}onnxruntime-node/bin/napi-v6/linux/x64/onnxruntime_binding.node`,
      /onnxruntime_binding\.node/,
    ],
    [`${native}onnxruntime-node/bin/napi-v6/linux/x64/libonnxruntime.so.1`, /libonnxruntime\.so/],
    [
      `${native}hnswlib-node/build/Release/addon.node`,
      /the retriever ended twice: .*Could not locate the bindings file/,
    ],
    ['dist/watchdog.js', /watchdog\.js/],
    ['dist/studentHost.js', /studentHost\.js/],
  ])('%s', async (file, complaint) => {
    const [there, gone] = [path.join(packed.tree, file), path.join(packed.folder, 'gone')];
    renameSync(there, gone);
    try {
      const { experiment } = tiny(path.basename(file));
      const { code, err } = await runCli(['run', experiment], models, cli());
      expect(code).toBeGreaterThan(0);
      expect(err).toMatch(complaint);
    } finally {
      renameSync(gone, there);
    }
  });

  it('dist/renderer', async () => {
    const [there, gone] = [
      path.join(packed.tree, 'dist/renderer'),
      path.join(packed.folder, 'gone'),
    ];
    renameSync(there, gone);
    try {
      const { code, err } = await runCli(['serve'], models, cli());
      expect([code, err]).toEqual([2, expect.stringContaining('page is not built')]);
    } finally {
      renameSync(gone, there);
    }
  });
});

/** The contract's client at the window's end of a port. */
function clientOn(port: DesktopPort): ContractRouterClient<typeof api> {
  const { port1, port2 } = new MessageChannel();
  port.on('message', ({ data }) => port1.postMessage(data));
  port1.on('message', (data) => port.postMessage(data));
  port.start();
  port2.start();
  return createORPCClient(new RPCLink({ port: port2 as unknown as MessagePort }));
}
