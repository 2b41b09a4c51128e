import os from 'node:os';
import { setTimeout as pause } from 'node:timers/promises';
import { atLeast, type Bar, under } from './peer/bar.ts';
import { medianNumber } from './peer/medianNumber.ts';
import type { Peer } from './peer/openPeer.ts';
import { openSide, TRAINING_CASES, TRAINING_THREADS } from './peer/trainingCases.ts';
import type { BenchmarkResult } from './run.ts';

const WARM_UP = 2;
const PAIRS = 7;
/** A case waits so long for pairs that nobody else disturbed. */
const PATIENCE_MS = 60_000;
/** A step is disturbed where others had the processors for a tenth of its time. */
const DISTURBED = 0.1;
/** Both libraries' idle threads spin for a moment; each side starts on a machine at rest. */
const REST_MS = 250;

/** At most so many times PyTorch's peak memory. */
const MEMORY = 1.2;

const HEADER =
  `${' '.repeat(22)}        ours     PyTorch   ours is faster by (median of ${PAIRS} pairs, least and most)` +
  '   peak memory: ours, PyTorch';

/**
 * Whole training steps (forward, backward, AdamW, dropout 0.1) of ours and of PyTorch, each in a process of
 * its own, in turns within one run, so that whatever else the machine does meets both; and the most memory
 * that each process had.
 *
 * PyTorch is transformers' BertForSequenceClassification or DebertaV2ForSequenceClassification in a Python
 * that STILLROOM_PYTHON names.
 */
export async function studentSpeed(): Promise<BenchmarkResult> {
  const ratios: Record<string, number> = {};
  const medians: Record<string, unknown> = {};
  const bars: Bar[] = [];
  let pytorch = '';
  for (const test of TRAINING_CASES) {
    const theirs = await openSide('trainingStep.py', test);
    const ours = await openSide('trainingStep.ts', test);
    if (test === TRAINING_CASES[0]) console.error(HEADER);
    pytorch = theirs.hello[0]!;
    const { pairs, disturbed } = await measure(ours, theirs);
    const [ourPeak, theirPeak] = [Number(await ours.ask('peak')), Number(await theirs.ask('peak'))];
    await Promise.all([ours.close(), theirs.close()]);
    const a = medianNumber(pairs.map((pair) => pair.a));
    const b = medianNumber(pairs.map((pair) => pair.b));
    const each = pairs.map((pair) => pair.b / pair.a).sort((x, y) => x - y);
    const ratio = medianNumber(each);
    ratios[test.name] = round(ratio);
    medians[test.name] = {
      ours: round(a),
      pytorch: round(b),
      pairs: pairs.length,
      disturbed,
      peakMegabytes: { ours: megabytes(ourPeak), pytorch: megabytes(theirPeak) },
      // what each had before it made a model
      startMegabytes: {
        ours: megabytes(Number(ours.hello[1])),
        pytorch: megabytes(Number(theirs.hello[1])),
      },
    };
    if (test.wanted) {
      bars.push(atLeast(`${test.name}: times as fast as PyTorch`, ratio, test.wanted));
    }
    bars.push(under(`${test.name}: times PyTorch's peak memory`, ourPeak / theirPeak, MEMORY));
    console.error(
      `${test.name.padEnd(22)}${ms(a)}${ms(b)}   ${ratio.toFixed(2)}x ` +
        `(${each[0]!.toFixed(2)} to ${each.at(-1)!.toFixed(2)}` +
        `${disturbed ? '; other programs were at work' : ''})   ` +
        `${megabytes(ourPeak)} MB, ${megabytes(theirPeak)} MB`,
    );
  }
  const machine = {
    cpu: os.cpus()[0]!.model,
    threads: TRAINING_THREADS,
    node: process.version,
    pytorch,
  };
  return { name: 'studentSpeed', ratios, medians, machine, bars };
}

interface Pair {
  readonly a: number;
  readonly b: number;
}

/**
 * Pairs of steps of which neither was disturbed by other programs; all pairs, and `disturbed`, where
 * the machine does not leave enough of those.
 */
async function measure(ours: Peer, theirs: Peer): Promise<{ pairs: Pair[]; disturbed: boolean }> {
  const all: Pair[] = [];
  const quiet: Pair[] = [];
  for (let step = 0; step < WARM_UP; step++) {
    await ours.ask('step');
    await theirs.ask('step');
  }
  const start = performance.now();
  while (quiet.length < PAIRS) {
    const a = await watched(ours);
    const b = await watched(theirs);
    const pair = { a: a.seconds, b: b.seconds };
    all.push(pair);
    if (a.others < DISTURBED && b.others < DISTURBED) quiet.push(pair);
    if (performance.now() - start > PATIENCE_MS && all.length >= PAIRS) break;
  }
  const disturbed = quiet.length < PAIRS;
  return { pairs: disturbed ? all : quiet, disturbed };
}

/** A step, and the processors that other programs had meanwhile. */
async function watched(side: Peer): Promise<{ seconds: number; others: number }> {
  await pause(REST_MS);
  const before = { busy: busySeconds(), at: performance.now() };
  const [seconds, used] = (await side.ask('step')).split(' ').map(Number) as [number, number];
  const elapsed = (performance.now() - before.at) / 1e3;
  return { seconds, others: (busySeconds() - before.busy - used) / elapsed };
}

/** The times of all processors since the machine started. */
function busySeconds(): number {
  const times = os.cpus().map((cpu) => cpu.times);
  return times.reduce((sum, { user, nice, sys }) => sum + user + nice + sys, 0) / 1e3;
}

const round = (value: number) => Number(value.toFixed(3));
const megabytes = (bytes: number) => Math.round(bytes / 1e6);
const ms = (seconds: number) => `${(1e3 * seconds).toFixed(0)} ms`.padStart(12);
