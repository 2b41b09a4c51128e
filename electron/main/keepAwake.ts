/** The part of Electron's powerSaveBlocker that is used. */
export interface SleepBlocker {
  start(type: 'prevent-app-suspension'): number;
  stop(id: number): unknown;
}

/**
 * Keeps the computer from going to sleep while a run works; the screen may turn off.
 * @returns a function to report whether a run works: it does not while it waits
 */
export function keepAwake(blocker: SleepBlocker): (working: boolean) => void {
  let held: number | undefined;
  return (working) => {
    if (working) held ??= blocker.start('prevent-app-suspension');
    else if (held !== undefined) {
      blocker.stop(held);
      held = undefined;
    }
  };
}
