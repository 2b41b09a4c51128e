import cliProgress from 'cli-progress';
import type { RunEvents } from '../engine/engine.ts';

/** In a log, a step that takes long says so once in so many milliseconds. */
const LOGGED_EVERY = 30_000;

/**
 * Shows a run's progress on standard error: a bar for the current step, with its rate and remaining
 * time, and a line for each finished step. In a log, a line twice a minute takes the place of the bar.
 */
export function watchRun(): RunEvents & { stop(): void } {
  const bar = new cliProgress.SingleBar(
    {
      // a narrow terminal cuts the bar, not the figures
      format: '  {key} {value}/{total} {unit}, {speed}, {eta_formatted} left |{bar}|',
      barsize: 20,
      stream: process.stderr,
      noTTYOutput: false,
      hideCursor: true,
      clearOnComplete: true,
    },
    cliProgress.Presets.shades_classic,
  );
  let current: { key: string; since: number; first: number; said: number } | undefined;
  const finish = () => {
    if (current) bar.stop();
    current = undefined;
  };
  const say = (line: string) => {
    finish();
    process.stderr.write(`${line}\n`);
  };
  const draw = (key: string, done: number, total: number, unit: string) => {
    const now = performance.now();
    if (current?.key !== key) {
      finish();
      current = { key, since: now, first: done, said: now };
      bar.start(total, done, { key, unit, speed: '' });
    }
    const rate = (done - current.first) / Math.max((now - current.since) / 1000, 0.001);
    bar.update(done, { speed: `${rate.toFixed(1)}/s` });
    if (process.stderr.isTTY || now - current.said < LOGGED_EVERY) return;
    current.said = now;
    const left = rate > 0 ? `, ${Math.ceil((total - done) / rate / 60)} min left` : '';
    process.stderr.write(`  ${key}: ${done} of ${total} ${unit}${left}\n`);
  };
  const started = new Map<string, number>();
  return {
    onProgress({ key, done, total, reused, unit }) {
      if (!started.has(key)) started.set(key, performance.now());
      if (done < total) {
        if (total > 1) draw(key, done, total, unit ?? 'done');
        return;
      }
      const seconds = ((performance.now() - started.get(key)!) / 1000).toFixed(1);
      const some = reused > 0 && reused < total ? `${reused} reused, ` : '';
      const how = reused === total ? 'reused' : `${some}${seconds} s`;
      const what = total > 1 || unit ? `${total}${unit ? ` ${unit}` : ''} (${how})` : how;
      say(`  ${key}: ${what}`);
      started.delete(key);
    },
    onTraining: ({ step, steps, loss }) =>
      loss === null
        ? draw('influence', step, steps, 'batches and rows')
        : draw('training', step, steps, `steps, loss ${loss.toFixed(3)}`),
    onNote: (sentence) => say(sentence),
    onWait: (sentence) => say(sentence ?? 'Working again.'),
    stop: finish,
  };
}
