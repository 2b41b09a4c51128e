import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { pauseBeforeQuit } from '../../../../electron/main/pauseBeforeQuit.ts';

beforeEach(() => vi.useFakeTimers());
afterEach(() => vi.useRealTimers());

/** An app that ends unless a listener prevents it, as Electron's. */
class FakeApp {
  ended = false;
  #listeners: ((event: { preventDefault(): void }) => void)[] = [];
  on(_event: 'before-quit', listener: (event: { preventDefault(): void }) => void) {
    this.#listeners.push(listener);
  }
  quit() {
    let isPrevented = false;
    const event = {
      preventDefault() {
        isPrevented = true;
      },
    };
    for (const listener of this.#listeners) listener(event);
    if (!isPrevented) this.ended = true;
  }
}

it('ends when the engine has closed, which is asked once', async () => {
  const app = new FakeApp();
  const closing = Promise.withResolvers<void>();
  let asked = 0;
  pauseBeforeQuit(app, () => {
    asked++;
    return closing.promise;
  });
  app.quit();
  app.quit();
  await vi.advanceTimersByTimeAsync(20_000);
  expect(asked).toBe(1);
  expect(app.ended).toBe(false);
  closing.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.ended).toBe(true);
});

it('waits for 30 seconds and no longer', async () => {
  const app = new FakeApp();
  pauseBeforeQuit(app, () => new Promise(() => {}));
  app.quit();
  await vi.advanceTimersByTimeAsync(29_900);
  expect(app.ended).toBe(false);
  await vi.advanceTimersByTimeAsync(200);
  expect(app.ended).toBe(true);
});

it('ends also where closing failed', async () => {
  const app = new FakeApp();
  pauseBeforeQuit(app, () => Promise.reject(new Error('disk full')));
  app.quit();
  await vi.advanceTimersByTimeAsync(0);
  expect(app.ended).toBe(true);
});
