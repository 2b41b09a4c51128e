/** The part of Electron's App that is used. */
export interface QuittingApp {
  on(event: 'before-quit', listener: (event: { preventDefault(): void }) => void): unknown;
  quit(): void;
}

/** Teacher calls in flight are finished; one that takes longer is lost, and made again on resuming. */
const LONGEST_PAUSE_MS = 30_000;

/** Quits only when the engine has paused what works and closed the project, or takes too long. */
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
