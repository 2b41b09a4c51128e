import { afterEach, expect, test, vi } from 'vitest';
import { meterTransfer, type TransferProgress } from '../../../../models/catalog/modelProgress.ts';

const about = { step: 'download', source: 'huggingface', file: 'weights' } as const;

afterEach(() => {
  vi.useRealTimers();
});

test('tells rate and seconds left, at most ten times a second', () => {
  vi.useFakeTimers({ toFake: ['performance'] });
  const reports: TransferProgress[] = [];
  const onBytes = meterTransfer(about, (report) => reports.push(report as TransferProgress));
  onBytes(1_000, 10_000); // fetched in an earlier session: not part of the rate
  for (let i = 1; i <= 20; i++) {
    vi.advanceTimersByTime(50);
    onBytes(1_000 + 100 * i, 10_000);
  }
  expect(reports).toHaveLength(11);
  expect(reports[0]).toMatchObject({ bytesPerSecond: 0, secondsLeft: undefined });
  expect(reports.at(-1)).toMatchObject({
    ...about,
    bytesDone: 3_000,
    bytesTotal: 10_000,
    bytesPerSecond: 2_000,
    secondsLeft: 3.5,
  });
});

test('always reports the end', () => {
  const reports: number[] = [];
  const onBytes = meterTransfer(about, (report) => {
    if (report.step === 'download') reports.push(report.bytesDone);
  });
  for (let bytes = 0; bytes <= 10; bytes++) onBytes(bytes, 10);
  expect(reports).toEqual([0, 10]);
});
