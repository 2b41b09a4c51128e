import os from 'node:os';
import type { OperatorTime } from './peer/operatorTimes.ts';
import { openSide, TRAINING_CASES, TRAINING_THREADS } from './peer/trainingCases.ts';
import type { BenchmarkResult } from './run.ts';

/** A step's time and its parts, as both sides' scripts answer. */
interface Profile {
  readonly seconds: number;
  readonly parts: readonly OperatorTime[];
}

const LARGEST = 10;

/** What the parts of both sides are compared by; the first that matches a name counts. */
const GROUPS: readonly (readonly [group: string, names: RegExp])[] = [
  ['optimizer', /^AdamW/],
  ['dropout masks', /^(drawing masks|aten::bernoulli_|aten::native_dropout)$/],
  ['matrix products', /^(Gemm|MatMul|FusedMatMul|aten::(addmm|mm|bmm|baddbmm))$/],
  [
    'moving memory',
    /^(Transpose|Slice|Gather|Concat|Reshape|Expand|Identity|Cast|Pad|Shape|arrays in and out|aten::(copy_|clone|cat|contiguous|index_select|embedding|empty\w*|zero_|fill_|slice_backward|new_\w+|resize_))$/,
  ],
  ['the rest of the host', /^(between operators|outside operators)$/],
  ['elementwise and sums', /^/],
];

/**
 * The times of a step's parts, in ours and in PyTorch: for each case of studentSpeed a table of groups, and
 * the largest parts of each side. Profilers slow a step down a little, so speeds are studentSpeed's.
 * `STILLROOM_CASE` names the only case.
 */
export async function studentProfile(): Promise<BenchmarkResult> {
  const medians: Record<string, unknown> = {};
  let pytorch = '';
  const only = process.env.STILLROOM_CASE;
  for (const test of TRAINING_CASES.filter(({ name }) => only === undefined || name === only)) {
    // one after the other, so that neither has the other's threads beside it
    const ours = await profileOf('trainingStep.ts', test);
    const theirs = await profileOf('trainingStep.py', test);
    pytorch = theirs.hello[0]!;
    printCase(test.name, ours, theirs);
    medians[test.name] = { ours: byGroup(ours), pytorch: byGroup(theirs) };
  }
  const machine = { cpu: os.cpus()[0]!.model, threads: TRAINING_THREADS, pytorch };
  return { name: 'studentProfile', ratios: {}, medians, machine };
}

async function profileOf(...[script, test]: Parameters<typeof openSide>) {
  const side = await openSide(script, test);
  const { seconds, parts } = JSON.parse(await side.ask('profile')) as Profile;
  await side.close();
  const known = parts.reduce((sum, part) => sum + part.seconds, 0);
  const rest = { name: 'outside operators', seconds: Math.max(0, seconds - known), calls: 1 };
  return { seconds, parts: [...parts, rest], hello: side.hello };
}

function printCase(name: string, ours: Profile, theirs: Profile): void {
  const groups = [byGroup(ours), byGroup(theirs)] as const;
  console.error(`\n${name.padEnd(26)}${'ours'.padStart(16)}${'PyTorch'.padStart(18)}`);
  for (const [group] of GROUPS) {
    const cells = [cell(groups[0][group]!, ours.seconds), cell(groups[1][group]!, theirs.seconds)];
    console.error(`${group.padEnd(26)}${cells[0]}  ${cells[1]}`);
  }
  console.error(
    `${'the step'.padEnd(26)}${cell(ours.seconds, ours.seconds)}  ${cell(theirs.seconds, theirs.seconds)}`,
  );
  const [left, right] = [largest(ours), largest(theirs)];
  console.error(`the ${LARGEST} largest parts`);
  for (const [index, part] of left.entries()) console.error(`  ${part}  ${right[index] ?? ''}`);
}

function byGroup({ parts }: Profile): Record<string, number> {
  const sums = Object.fromEntries(GROUPS.map(([group]) => [group, 0]));
  for (const { name, seconds } of parts) {
    const [group] = GROUPS.find(([, names]) => names.test(name))!;
    sums[group]! += seconds;
  }
  return sums;
}

const largest = ({ seconds, parts }: Profile) =>
  parts
    .toSorted((a, b) => b.seconds - a.seconds)
    .slice(0, LARGEST)
    .map(({ name, seconds: own, calls }) =>
      `${`${name} x${calls}`.padEnd(36)}${cell(own, seconds)}`.padEnd(52),
    );

const cell = (seconds: number, of: number) =>
  `${(1e3 * seconds).toFixed(0)} ms`.padStart(9) +
  `${((100 * seconds) / of).toFixed(0)}%`.padStart(7);
