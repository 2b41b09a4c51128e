/** The part of Electron's App that is used. */
export interface QuittingApp {
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  quit(): void;
}

/**
 * Teacher calls in flight finish within this time; longer ones are lost, and repeated after
 * resuming.
 */
const LONGEST_PAUSE_MS = 30_000;

/** Quits only after the engine has paused its work and closed the project, or took too long. */
export function pauseBeforeQuit(app: QuittingApp, close: () => Promise<void>): void {
  let state: 'open' | 'closing' | 'closed' = 'open';
  app.on('before-quit', (event) => {
    if (state === 'closed') return;
    event.preventDefault();
    if (state === 'closing') return;
    state = 'closing';
    const quit = () => {
      if (state === 'closed') return;
      state = 'closed';
      clearTimeout(tooLong);
      app.quit();
    };
    const tooLong = setTimeout(quit, LONGEST_PAUSE_MS);
    void close().then(quit, quit);
  });
}
