import { type Options, SingleBar } from 'cli-progress';
import { sizeText } from '../contract/sizeText.ts';
import type { ModelProgress } from '../engine/engine.ts';

const STEPS = {
  download: 'fetching',
  unpack: 'unpacking',
  copy: 'copying',
  verify: 'verifying',
} as const;
const SOURCES = { disk: 'this computer', huggingface: 'Hugging Face', pip: 'pip' } as const;
const BAR: Options = {
  format: '{step} {file} [{bar}] {amount}',
  barsize: 24,
  hideCursor: null,
};

const SHOWN_FROM_BYTES = 1e6;

/**
 * Shows one progress bar on stderr for the current step; if stderr is not a terminal, prints only
 * refusals.
 */
export function showTransfer() {
  let bar: SingleBar | undefined;
  let shown = '';
  const stop = () => {
    bar?.stop();
    bar = undefined;
    shown = '';
  };
  const report = (progress: ModelProgress) => {
    if (progress.step === 'sourceFailed') {
      stop();
      process.stderr.write(`Not from ${SOURCES[progress.source]}: ${progress.reason}\n`);
      return;
    }
    const total = progress.bytesTotal ?? 0;
    if (progress.step === 'verify' && total < SHOWN_FROM_BYTES) return;
    const payload = payloadOf(progress);
    if (shown === payload.step + payload.file) {
      bar?.setTotal(total);
      bar?.update(progress.bytesDone, payload);
      return;
    }
    stop();
    shown = payload.step + payload.file;
    bar = new SingleBar(BAR);
    bar.start(total, progress.bytesDone, payload);
  };
  return { report, stop };
}

function payloadOf(progress: Exclude<ModelProgress, { step: 'sourceFailed' }>) {
  const { step, file, bytesDone, bytesTotal, bytesPerSecond, secondsLeft } = progress;
  const whole = bytesTotal === undefined ? '' : ` of ${sizeText(bytesTotal)}`;
  const speed = bytesPerSecond === 0 ? '' : `, ${sizeText(bytesPerSecond)}/s`;
  const left = secondsLeft === undefined ? '' : `, ${Math.ceil(secondsLeft)} s left`;
  const amount = step === 'unpack' ? '' : `${sizeText(bytesDone)}${whole}${speed}${left}`;
  return { step: STEPS[step], file, amount };
}
