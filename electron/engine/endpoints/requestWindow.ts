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
/** One that is computed, and one that waits for its turn. */
const FIRST = 2;
/** Answers of a round: few of them say little, since prompts differ. */
const LEAST_ROUND = 4;

/** Answers that take so many times as long as the fastest round wait for each other. */
const SLOWER = 2;

/**
 * Additive increase, multiplicative decrease, as TCP has it (Chiu, Jain 1989), with the doubling of a
 * slow start. A round is as many answers as the window is wide, or four. A server that computes one
 * request after the other gets a few at once, which wait; one that batches gets more, until an answer
 * takes twice as long as in the fastest round.
 * @param now a clock in milliseconds
 */
export function requestWindow(now: () => number = () => performance.now()): RequestWindow {
  let size = FIRST;
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
      if (round.length < Math.max(size, LEAST_ROUND)) return;
      const mean = round.reduce((sum, one) => sum + one, 0) / round.length;
      // one request alone waits for none of ours: if it takes longer now, the server has become slower
      fastest = size === 1 ? mean : Math.min(fastest, mean);
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
