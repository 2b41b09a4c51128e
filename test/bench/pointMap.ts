import { existsSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { MapPoints } from '../../electron/contract/measures.ts';
import { writeDraft } from '../../electron/engine/session/draft.ts';
import { BadInput } from '../../models/badInput.ts';
import { randomStream } from '../../models/randomStream.ts';
import { openApp, ROOT } from '../e2e/openApp.ts';
import { filmDraft } from '../fixtures/filmDraft.ts';
import { measuredProject } from '../fixtures/measuredProject.ts';
import { atLeast, under } from './peer/bar.ts';
import type { BenchmarkResult } from './run.ts';

const POINTS = Number(process.env.POINTS ?? 100_000);
const GROUPS = 6;
/** Frames that are watched while the map is zoomed and moved: ten seconds at 60 a second. */
const FRAMES = 600;
const FRAME_MS = 16.7;
/** The share of an empty page's frames a second, which are 60, or fewer if others work on the machine. */
const LEAST_OF_EMPTY = 0.97;
const MOST_LATE = 0.05;

/** What the page measured of itself. */
interface Figures {
  readonly framesASecond: number;
  /** Share of frames that came later than a screen of 60 frames a second shows them. */
  readonly late: number;
  /** From a turn of the wheel to the pixels of the canvas, ms: median and 95th percentile. */
  readonly draw: readonly [number, number];
  /** From a movement of the pointer to the end of its handlers, ms: the same. */
  readonly hover: readonly [number, number];
  /** From the release of a line around all points to the marked rows on the button, ms. */
  readonly lasso: number;
  /** Frames a second of an empty page. */
  readonly idle: number;
}

/**
 * The map of the page Measure with 100,000 points, in the built app in Chromium, while the wheel zooms
 * and moves it once a frame. Chromium has no GPU here: what a frame takes is the processor's time.
 */
export async function pointMap(): Promise<BenchmarkResult> {
  if (!existsSync(path.join(ROOT, 'dist/renderer/index.html'))) {
    throw new BadInput('The page is not built: vite build --config renderer/vite.config.ts.');
  }
  const figures = await measureMap();
  const [draw, drawP95] = figures.draw;
  const leastRate = Number((LEAST_OF_EMPTY * figures.idle).toFixed(1));
  console.error(
    `${POINTS.toLocaleString('en')} points: ${figures.framesASecond.toFixed(1)} frames a second ` +
      `(an empty page: ${figures.idle.toFixed(1)}), ${(100 * figures.late).toFixed(1)}% over ` +
      `${FRAME_MS.toFixed(1)} ms; drawing ${draw.toFixed(1)} ms (p95 ${drawP95.toFixed(1)}), pointer ` +
      `${figures.hover[1].toFixed(2)} ms p95, lasso ${figures.lasso.toFixed(0)} ms`,
  );
  return {
    name: 'pointMap',
    ratios: { frames: Number((figures.framesASecond / 60).toFixed(3)) },
    medians: { ...figures, unit: 'ms' },
    machine: { cpu: os.cpus()[0]!.model, cores: os.cpus().length, points: POINTS },
    bars: [
      atLeast('frames a second', figures.framesASecond, leastRate),
      under('share of late frames', figures.late, MOST_LATE),
      under('drawing, p95', drawP95, FRAME_MS, ' ms'),
    ],
  };
}

/** Groups of points around middles of their own, as texts lie in a projection. */
function madePoints(): MapPoints {
  const random = randomStream('point map');
  const middles = Array.from({ length: 40 }, () => [80 * random.normal(), 80 * random.normal()]);
  const places = Array.from({ length: POINTS }, (_, i) => {
    const [x, y] = middles[i % middles.length]!;
    return [x! + 12 * random.normal(), y! + 12 * random.normal()];
  });
  const rounded = (value: number) => Number(value.toPrecision(5));
  return {
    axes: null,
    groups: Array.from({ length: GROUPS }, (_, group) => `group ${group}`),
    group: places.map((_, i) => i % GROUPS),
    x: places.map(([x]) => rounded(x!)),
    y: places.map(([, y]) => rounded(y!)),
    row: places.map((_, i) => i + 1),
  };
}

/** What the page does by itself: no message crosses to it while frames are counted. */
const IN_PAGE = `
  window.spread = (times) => {
    const sorted = times.toSorted((a, b) => a - b);
    return [sorted[sorted.length >> 1], sorted[Math.ceil(0.95 * sorted.length) - 1]];
  };
  window.eachFrame = (frames, act) => new Promise((resolve) => {
    const gaps = [];
    let last;
    const step = (now) => {
      if (last !== undefined) gaps.push(now - last);
      last = now;
      if (gaps.length >= frames) return resolve(gaps);
      act(gaps.length);
      requestAnimationFrame(step);
    };
    requestAnimationFrame(step);
  });
  window.rateOf = (gaps) => 1000 * gaps.length / gaps.reduce((a, b) => a + b);
`;

async function measureMap(): Promise<Figures> {
  const app = await openApp();
  try {
    const project = await measuredProject({
      rows: { 's3/seed': [{ text: 'a film', label: 'positive' }] },
      labels: ['positive', 'negative', 'mixed'],
      folder: app.home,
    });
    writeDraft(project, filmDraft());
    project.database.run(
      'INSERT INTO measures (name, hash, panel, map) VALUES (?, ?, ?, ?)',
      'coverage',
      'another',
      JSON.stringify({ madeWith: 'a benchmark', lines: [] }),
      JSON.stringify(madePoints()),
    );
    project.close();
    const { page } = app;
    await page.getByLabel('Open a project by its folder').fill(project.folder);
    await page.getByRole('button', { name: 'Open', exact: true }).click();
    await page.waitForSelector('h1:has-text("Measured")');
    await page.evaluate(IN_PAGE);
    const idle = (await page.evaluate('eachFrame(120, () => {}).then(rateOf)')) as number;
    await app.goTo('measure');
    await page.getByRole('img', { name: `${POINTS.toLocaleString('en')} texts` }).waitFor();
    await page.waitForTimeout(1000);
    const figures = (await page.evaluate(`(async () => {
      const canvas = document.querySelector('canvas[role="img"]');
      const below = canvas.previousElementSibling;
      const { left, top, width, height } = canvas.getBoundingClientRect();
      const at = (across, down) => ({ clientX: left + across * width, clientY: top + down * height, bubbles: true });
      const wheel = (i) => canvas.dispatchEvent(new WheelEvent('wheel', {
        ...at(0.5 + 0.3 * Math.sin(i / 40), 0.5 + 0.3 * Math.cos(i / 40)),
        deltaY: -40 * Math.sin(i / 20), deltaX: 12 * Math.cos(i / 25), cancelable: true,
      }));
      // drawing ends with the pixels of the canvas
      const draws = [];
      let begun = 0;
      const { putImageData } = CanvasRenderingContext2D.prototype;
      CanvasRenderingContext2D.prototype.putImageData = function (...args) {
        putImageData.apply(this, args);
        draws.push(performance.now() - begun);
      };
      const { requestAnimationFrame: request } = window;
      window.requestAnimationFrame = (work) => request((now) => {
        begun = performance.now();
        work(now);
      });
      const gaps = await eachFrame(${FRAMES}, wheel);
      const hover = [];
      await eachFrame(120, (i) => {
        const since = performance.now();
        canvas.dispatchEvent(new PointerEvent('pointermove', at((i % 40) / 40, (i % 37) / 37)));
        hover.push(performance.now() - since);
      });
      document.querySelector('.map-whole').click();
      await eachFrame(5, () => {});
      const marked = () => document.querySelector('.point-map figcaption .button').textContent;
      canvas.setPointerCapture = () => {};
      const line = Array.from({ length: 300 }, (_, i) => {
        const angle = (2 * Math.PI * i) / 300;
        return at(0.5 + 0.45 * Math.cos(angle), 0.5 + 0.45 * Math.sin(angle));
      });
      canvas.dispatchEvent(new PointerEvent('pointerdown', line[0]));
      for (const place of line) canvas.dispatchEvent(new PointerEvent('pointermove', place));
      const before = marked();
      const since = performance.now();
      canvas.dispatchEvent(new PointerEvent('pointerup', line[0]));
      while (marked() === before) {
        if (performance.now() - since > 10000) throw new Error('nothing was marked: ' + before);
        await new Promise((resolve) => request(resolve));
      }
      const lasso = performance.now() - since;
      return {
        framesASecond: rateOf(gaps),
        late: gaps.filter((gap) => gap > ${FRAME_MS} + 1).length / gaps.length,
        draw: spread(draws), hover: spread(hover), lasso,
      };
    })()`)) as Omit<Figures, 'idle'>;
    return { ...figures, idle };
  } finally {
    await app.close();
  }
}
