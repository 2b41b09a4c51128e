import type { SourceKind } from './catalogue.ts';

/** The origin of the bytes: a file already on this computer, or a source that is being tried. */
export type ProgressSource = 'disk' | SourceKind;

/** A progress report of a long step. */
export interface TransferProgress {
  readonly step: 'download' | 'unpack' | 'copy' | 'verify';
  readonly source: ProgressSource;
  /** The current file or package. */
  readonly file: string;
  readonly bytesDone: number;
  /** `undefined` until the source has reported it. */
  readonly bytesTotal: number | undefined;
  /** Averaged over the last seconds; 0 until it is known. */
  readonly bytesPerSecond: number;
  readonly secondsLeft: number | undefined;
}

/** A source failed; the next one is tried. */
export interface SourceFailed {
  readonly step: 'sourceFailed';
  readonly source: ProgressSource;
  readonly reason: string;
}

export type ModelProgress = TransferProgress | SourceFailed;
export type OnProgress = (progress: ModelProgress) => void;
/** Called with the total of bytes so far, including those fetched in an earlier session. */
export type OnBytes = (bytesDone: number, bytesTotal: number | undefined) => void;

const REPORT_EVERY_MS = 100;
const RATE_WINDOW_MS = 5_000;

/**
 * Converts byte counts into reports with a rate, at most ten a second; the first and the last are
 * never dropped.
 */
export function meterTransfer(
  about: Pick<TransferProgress, 'step' | 'source' | 'file'>,
  onProgress: OnProgress | undefined,
): OnBytes {
  if (onProgress === undefined) return () => undefined;
  const samples: { at: number; bytes: number }[] = [];
  let reportedAt = Number.NEGATIVE_INFINITY;
  return (bytesDone, bytesTotal) => {
    const now = performance.now();
    if (now - reportedAt < REPORT_EVERY_MS && bytesDone !== bytesTotal) return;
    reportedAt = now;
    samples.push({ at: now, bytes: bytesDone });
    while (samples.length > 2 && now - (samples[0]?.at ?? now) > RATE_WINDOW_MS) samples.shift();
    const first = samples[0] ?? { at: now, bytes: bytesDone };
    const seconds = (now - first.at) / 1000;
    const bytesPerSecond = seconds > 0 ? Math.max(0, bytesDone - first.bytes) / seconds : 0;
    const secondsLeft =
      bytesTotal === undefined || bytesPerSecond === 0
        ? undefined
        : (bytesTotal - bytesDone) / bytesPerSecond;
    onProgress({ ...about, bytesDone, bytesTotal, bytesPerSecond, secondsLeft });
  };
}
