import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { type Browser, chromium, type Page } from 'playwright-core';
import { openProject } from '../../electron/engine/project/project.ts';
import { syncRows } from '../../electron/engine/review/syncRows.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { BadInput } from '../../models/badInput.ts';
import { randomStream } from '../../models/randomStream.ts';
import { launchOptions } from '../e2e/findChromium.ts';
import { openApp, ROOT } from '../e2e/openApp.ts';
import { filmDraft } from '../fixtures/filmDraft.ts';
import { addRows, beginRun, type GivenRow } from '../fixtures/rowsProject.ts';
import type { BenchmarkResult } from './run.ts';

const ROWS = Number(process.env.ROWS ?? 100_000);
const REPEATS = 40;
const WORDS =
  'a warm dull film that drags and shines with a cast in a house by the sea at night'.split(' ');

interface Figures {
  /** From the click to the first row on the screen, ms. */
  readonly firstPaint: number;
  /** From the choice to the new list on the screen, ms: median and 95th percentile. */
  readonly filter: readonly [number, number];
  readonly sort: readonly [number, number];
  /** From the key to the next row painted, ms. */
  readonly key: readonly [number, number];
  /** Share of frames that came late while scrolling. */
  readonly dropped: number;
}

/**
 * Review with many rows in Chromium, beside AG Grid Community with the same rows held in the page: the
 * same actions, timed from inside the page until a frame has been painted.
 */
export async function review(): Promise<BenchmarkResult> {
  agGridScript();
  const rows = makeRows();
  const ours = await measureOurs(rows);
  console.error(`${ROWS.toLocaleString('en')} rows`);
  show('Stillroom', ours);
  const theirs = await measureAgGrid(rows);
  show('AG Grid', theirs);
  const ratio = (a: number, b: number) => Number((b / a).toFixed(2));
  return {
    name: 'review',
    ratios: {
      filter: ratio(ours.filter[1], theirs.filter[1]),
      sort: ratio(ours.sort[1], theirs.sort[1]),
      key: ratio(ours.key[1], theirs.key[1]),
    },
    medians: { ours, theirs, unit: 'ms' },
    machine: { cpu: os.cpus()[0]!.model, cores: os.cpus().length, rows: ROWS },
  };
}

function show(name: string, { firstPaint, filter, sort, key, dropped }: Figures): void {
  console.error(
    `${name.padEnd(10)} first paint ${firstPaint.toFixed(0)} ms, filter p95 ${filter[1].toFixed(0)} ms, ` +
      `sort p95 ${sort[1].toFixed(0)} ms, key p95 ${key[1].toFixed(0)} ms, ` +
      `late frames ${(100 * dropped).toFixed(1)}%`,
  );
}

function makeRows(): GivenRow[] {
  const random = randomStream('review bench');
  return Array.from({ length: ROWS }, (_, i) => ({
    text: `${i} ${Array.from({ length: 8 + random.below(20) }, () => random.pick(WORDS)).join(' ')}`,
    label: random.pick(['positive', 'negative', 'mixed']),
    ...(random.uniform() < 0.1 ? { droppedBy: 'nearDuplicate' } : {}),
  }));
}

/** Ends when a frame has been painted after `isDone` holds; runs in the page. */
const IN_PAGE = `
  window.until = (act, isDone, what) => new Promise((resolve, reject) => {
    const start = performance.now();
    act();
    const look = () => {
      if (isDone()) return requestAnimationFrame(() => resolve(performance.now() - start));
      if (performance.now() - start > 20000) return reject(new Error('never done: ' + what));
      requestAnimationFrame(look);
    };
    look();
  });
  window.lateFrames = (scroller, frames) => new Promise((resolve) => {
    let last = performance.now(), left = frames, late = 0;
    const step = (now) => {
      late += Math.max(0, Math.round((now - last) / (1000 / 60)) - 1);
      last = now;
      scroller.scrollTop += 240;
      if (left-- > 0) requestAnimationFrame(step);
      else resolve(late / frames);
    };
    requestAnimationFrame(step);
  });
  window.choose = (label, value) => {
    const select = document.querySelector('select[aria-label="' + label + '"]');
    const set = Object.getOwnPropertyDescriptor(HTMLSelectElement.prototype, 'value').set;
    set.call(select, value);
    select.dispatchEvent(new Event('change', { bubbles: true }));
  };
  window.spread = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return [sorted[sorted.length >> 1], sorted[Math.ceil(0.95 * sorted.length) - 1]];
  };
`;

async function measureOurs(rows: readonly GivenRow[]): Promise<Figures> {
  const app = await openApp();
  try {
    const folder = path.join(app.home, 'Big.stillroom');
    const project = await openProject(folder, { create: true });
    addRows(project, beginRun(project), 's3/seed', rows);
    syncRows(project.database);
    writeDraft(project, filmDraft());
    project.close();
    const { page } = app;
    await page.getByLabel('Open a project by its folder').fill(folder);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForSelector('h1:has-text("Big")');
    await page.evaluate(IN_PAGE);
    return (await page.evaluate(`(async () => {
      const first = () => document.querySelector('.row-body .text')?.textContent;
      const foot = () => document.querySelector('.review-foot span')?.textContent;
      const firstPaint = await until(() => { location.hash = '/review'; }, () => first());
      const filters = [['Label', 'positive'], ['Label', ''], ['State', 'open'], ['State', 'accepted'],
        ['State', ''], ['Cleaning', 'dropped'], ['Cleaning', 'kept'], ['Label', 'mixed'], ['Label', '']];
      const filter = [], sort = [], key = [];
      for (let i = 0; i < ${REPEATS}; i++) {
        const [name, value] = filters[i % filters.length];
        const before = foot() + first();
        const same = name === 'State' && value === 'open';
        filter.push(await until(() => choose(name, value), () => same || foot() + first() !== before, name + value));
        if (same) { filter.pop(); await new Promise((r) => setTimeout(r, 300)); }
      }
      for (const name of ['State', 'Label']) choose(name, '');
      await new Promise((r) => setTimeout(r, 1000));
      for (let i = 0; i < ${REPEATS}; i++) {
        const before = first();
        sort.push(await until(() => choose('Order', i % 2 ? 'longest' : 'shortest'),
          () => first() && first() !== before, 'sort'));
      }
      choose('Order', 'written');
      await new Promise((r) => setTimeout(r, 500));
      const at = () => document.querySelector('.row-line.current')?.id;
      for (let i = 0; i < 100; i++) {
        const before = at();
        key.push(await until(
          () => window.dispatchEvent(new KeyboardEvent('keydown', { key: i % 3 ? 'a' : 'j' })),
          () => at() !== before, 'key ' + i));
      }
      const dropped = await lateFrames(document.querySelector('.row-table'), 300);
      const lines = () => [...document.querySelectorAll('.row-body .row-line')];
      const areThere = () => lines().length > 0 && lines().every((line) => line.querySelector('.text'));
      await until(() => {}, areThere, 'rows after scrolling');
      const end = () => window.dispatchEvent(new KeyboardEvent('keydown', { key: 'End' }));
      await until(end, () => areThere() && at() !== 'row-0', 'the last row');
      return { firstPaint, filter: spread(filter), sort: spread(sort), key: spread(key), dropped };
    })()`)) as Figures;
  } finally {
    await app.close();
  }
}

async function measureAgGrid(rows: readonly GivenRow[]): Promise<Figures> {
  const browser: Browser = await chromium.launch(launchOptions(['--no-sandbox', '--disable-gpu']));
  try {
    const page: Page = await browser.newPage({ viewport: { width: 1380, height: 860 } });
    await page.setContent('<div id="grid" style="height: 800px; width: 900px"></div>');
    await page.addScriptTag({ path: agGridScript() });
    await page.evaluate(IN_PAGE);
    await page.evaluate((list) => Object.assign(window, { list }), rows as unknown[]);
    return (await page.evaluate(`(async () => {
      const text = () => document.querySelector('[row-index="0"] [col-id="text"]')?.textContent;
      let api;
      const firstPaint = await until(() => {
        api = agGrid.createGrid(document.querySelector('#grid'), {
          columnDefs: [
            { field: 'label', filter: 'agTextColumnFilter' },
            { field: 'text', flex: 1, comparator: (a, b) => a.length - b.length },
            { field: 'droppedBy', filter: 'agTextColumnFilter' },
          ],
          rowData: list,
        });
      }, () => text(), 'first paint');
      const filter = [], sort = [], key = [];
      const models = [{ label: { type: 'equals', filter: 'positive' } }, null,
        { droppedBy: { type: 'equals', filter: 'nearDuplicate' } }, null,
        { label: { type: 'equals', filter: 'mixed' } }, null];
      for (let i = 0; i < ${REPEATS}; i++) {
        const before = api.getDisplayedRowCount();
        filter.push(await until(() => api.setFilterModel(models[i % models.length]),
          () => api.getDisplayedRowCount() !== before, 'filter'));
      }
      api.setFilterModel(null);
      for (let i = 0; i < ${REPEATS}; i++) {
        const before = text();
        sort.push(await until(
          () => api.applyColumnState({ state: [{ colId: 'text', sort: i % 2 ? 'desc' : 'asc' }] }),
          () => text() !== before, 'sort'));
      }
      api.setFocusedCell(0, 'text');
      for (let i = 0; i < 100; i++) {
        const at = () => api.getFocusedCell()?.rowIndex;
        const before = at();
        key.push(await until(() => document.activeElement.dispatchEvent(
          new KeyboardEvent('keydown', { key: 'ArrowDown', keyCode: 40, bubbles: true })),
          () => at() !== before, 'key'));
      }
      const dropped = await lateFrames(
        [...document.querySelectorAll('#grid *')].find((e) => e.scrollHeight > e.clientHeight + 1000), 300);
      return { firstPaint, filter: spread(filter), sort: spread(sort), key: spread(key), dropped };
    })()`)) as Figures;
  } finally {
    await browser.close();
  }
}

function agGridScript(): string {
  const script = 'node_modules/ag-grid-community/dist/ag-grid-community.min.js';
  const file = path.join(ROOT, script);
  if (existsSync(file)) return file;
  throw new BadInput(
    'The review benchmark needs its peer: npm install --no-save ag-grid-community.',
  );
}
