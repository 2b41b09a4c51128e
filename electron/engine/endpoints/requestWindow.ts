/** How many requests an endpoint gets at once, found out from how it answers. */
export interface RequestWindow {
  readonly size: number;
  /**
   * Notes an answer.
   * @param work what the answer took in seconds, divided by its size
   * @param isFull whether as many requests were in flight as the window allows
   */
  answered(begun: number, work: number, isFull: boolean): void;
  /** Notes that the server refused or lost a request that began then. */
  refused(begun: number): void;
}

const MOST = 64;

/** Answers that take so many times as long as the fastest round wait for each other. */
const SLOWER = 2;

/**
 * Additive increase, multiplicative decrease, as TCP has it (Chiu, Jain 1989), with the doubling of a
 * slow start. A round is as many answers as the window is wide. A server that computes one request
 * after the other gets about two at once, one of which waits; one that batches gets more, until a
 * round takes twice as long as the fastest one.
 * @param now a clock in milliseconds
 */
export function requestWindow(now: () => number = () => performance.now()): RequestWindow {
  let size = 1;
  let isStarting = true;
  let fastest = Number.POSITIVE_INFINITY;
  let round: number[] = [];
  let wasFull = false;
  /** Requests that began before are answers to an earlier window. */
  let changed = now();
  const change = (next: number) => {
    size = Math.min(MOST, Math.max(1, Math.floor(next)));
    round = [];
    wasFull = false;
    changed = now();
  };
  return {
    get size() {
      return size;
    },
    answered(begun, work, isFull) {
      if (begun < changed) return;
      round.push(work);
      wasFull ||= isFull;
      if (round.length < size) return;
      const mean = round.reduce((sum, one) => sum + one, 0) / round.length;
      // a server that was fast once may have become slower for good
      fastest = Math.min(fastest * 1.02, mean);
      if (mean > SLOWER * fastest) {
        isStarting = false;
        change(size * 0.75);
      } else if (wasFull) change(isStarting ? size * 2 : size + 1);
      else round = [];
    },
    refused(begun) {
      if (begun < changed) return;
      isStarting = false;
      change(size / 2);
    },
  };
}
