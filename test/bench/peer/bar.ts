/** What a benchmark is held to, and what it found. */
export interface Bar {
  readonly what: string;
  readonly found: number;
  readonly asked: string;
  readonly holds: boolean;
}

export function atLeast(what: string, found: number, least: number, unit = ''): Bar {
  return { what, found, asked: `at least ${least}${unit}`, holds: found >= least };
}

export function under(what: string, found: number, bound: number, unit = ''): Bar {
  return { what, found, asked: `under ${bound}${unit}`, holds: found < bound };
}

/** A row a bar, on standard error. */
export function printBars(bars: readonly Bar[]): void {
  const width = Math.max(...bars.map(({ what }) => what.length));
  for (const { what, found, asked, holds } of bars) {
    const value = found < 0.01 ? found.toExponential(1) : found.toFixed(2);
    console.error(
      `${what.padEnd(width)}  ${value.padStart(8)}  ${asked}${holds ? '' : ': MISSED'}`,
    );
  }
}
