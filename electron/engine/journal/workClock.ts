/** The seconds that a step worked. */
export interface StepTime {
  /** A call of the step begins; several may be at work. */
  begin(): void;
  end(): void;
  /** The seconds since this was last asked. */
  take(): number;
}

/**
 * Shares the time of a run out among its steps: a second in which three steps work is a third of a second
 * of each, so that their sum is the time that passed. A step that waits has none of it.
 * @param now milliseconds
 */
export function workClock(now: () => number = () => performance.now()): { open(): StepTime } {
  const working = new Set<{ seconds: number }>();
  let last = now();
  const shareOut = () => {
    const time = now();
    for (const step of working) step.seconds += (time - last) / 1000 / working.size;
    last = time;
  };
  return {
    open() {
      const step = { seconds: 0 };
      let calls = 0;
      return {
        begin() {
          shareOut();
          calls++;
          working.add(step);
        },
        end() {
          shareOut();
          calls--;
          if (calls === 0) working.delete(step);
        },
        take() {
          shareOut();
          const { seconds } = step;
          step.seconds = 0;
          return seconds;
        },
      };
    },
  };
}
