import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { launchOptions } from './findChromium.ts';

export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Nothing of the browser's own may reach for a network. */
const QUIET = [
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-gpu',
  '--disable-quic',
  '--disable-sync',
  '--no-first-run',
  '--no-sandbox',
];

/** `stillroom serve` in a process of its own, with projects and settings in a folder of its own. */
export interface ServedProcess {
  readonly link: string;
  readonly child: ChildProcess;
  /** Ctrl-C, and the end. */
  stop(): Promise<void>;
  kill(): Promise<void>;
}

/** For root nothing is read-only, unless it gives up that right. */
const OBEYS_FILE_MODES =
  userInfo().uid === 0 ? ['setpriv', '--bounding-set=-dac_override,-dac_read_search'] : [];

/** @param env besides the environment's own; @param obeysFileModes even where root runs it */
export async function serve(
  home: string,
  { env = {}, obeysFileModes = false }: { env?: NodeJS.ProcessEnv; obeysFileModes?: boolean } = {},
): Promise<ServedProcess> {
  const entry = path.join(ROOT, 'electron/cli/stillroom.ts');
  const prefix = obeysFileModes ? OBEYS_FILE_MODES : [];
  const [command, ...rest] = [...prefix, process.execPath, entry, 'serve'];
  const child = spawn(command!, rest, {
    cwd: ROOT,
    env: { ...process.env, ...env, STILLROOM_HOME: home },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  const ended = new Promise<void>((resolve) => {
    child.once('close', () => resolve());
  });
  const end = (signal: NodeJS.Signals) => {
    child.kill(signal);
    return ended;
  };
  for await (const line of createInterface({ input: child.stdout! })) {
    const link = /http:\S+/.exec(line)?.[0];
    if (link) return { link, child, stop: () => end('SIGINT'), kill: () => end('SIGKILL') };
  }
  throw new Error('stillroom serve ended before it gave a link');
}

/** The app as a user has it: the built page in a browser, the real engine behind it. */
export interface OpenedApp {
  readonly home: string;
  readonly page: Page;
  /** What the page reported as errors, refused requests among them. */
  readonly complaints: readonly string[];
  readonly served: ServedProcess;
  /** Ends the engine as a crash would, and opens the app anew. */
  crashAndReopen(): Promise<void>;
  goTo(screen: string): Promise<void>;
  /** Fine-tunes for so many epochs and no more; a student of few is enough where none is judged. */
  trainFor(epochs: number): Promise<void>;
  close(): Promise<void>;
}

export async function openApp(
  options: {
    width?: number;
    height?: number;
    home?: string;
    /** Fills the home before the app starts, and says what its environment has besides. */
    prepare?: (home: string) => Promise<NodeJS.ProcessEnv> | NodeJS.ProcessEnv;
    obeysFileModes?: boolean;
  } = {},
): Promise<OpenedApp> {
  const home = options.home ?? mkdtempSync(path.join(tmpdir(), 'stillroom-e2e-'));
  const env = (await options.prepare?.(home)) ?? {};
  const started = { env, obeysFileModes: options.obeysFileModes ?? false };
  const browser: Browser = await chromium.launch(launchOptions(QUIET));
  const page = await browser.newPage({
    viewport: { width: options.width ?? 1380, height: options.height ?? 860 },
  });
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  let served = await serve(home, started);
  await page.goto(served.link);
  await page.waitForSelector('h1');
  const goTo = async (screen: string) => {
    await page.evaluate((name) => {
      location.hash = `/${name}`;
    }, screen);
    await page.waitForSelector(`main[data-screen="${screen}"]`);
  };
  return {
    home,
    page,
    complaints,
    get served() {
      return served;
    },
    async crashAndReopen() {
      await served.kill();
      served = await serve(home, started);
      await page.goto(served.link);
      await page.waitForSelector('h1');
    },
    goTo,
    async trainFor(epochs) {
      await goTo('project');
      await page.getByRole('button', { name: 'Change …' }).click();
      await page.getByLabel('epochs').fill(`${epochs}`);
      await page.getByLabel('leastSteps').fill('0');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByRole('button', { name: 'Change …' }).waitFor();
      await goTo('run');
    },
    async close() {
      await browser.close();
      await served.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
