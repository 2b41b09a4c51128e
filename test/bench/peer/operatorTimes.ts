import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** What one kind of work took in a step. */
export interface OperatorTime {
  readonly name: string;
  readonly seconds: number;
  readonly calls: number;
}

/** One run of a session. */
export interface ProfiledRun {
  /** The time of the whole run, which is more than its operators. */
  readonly seconds: number;
  readonly operators: readonly OperatorTime[];
}

/** An event of Chrome's trace format, as ONNX Runtime writes it; times are in microseconds. */
interface TraceEvent {
  readonly cat: string;
  readonly name: string;
  readonly ts: number;
  readonly dur: number;
  readonly args?: {
    readonly op_name?: string;
    readonly input_type_shape?: readonly Readonly<Record<string, readonly number[]>>[];
  };
}

/** The runs of a session, in order, from the trace that it wrote to a folder of its own. */
export function operatorTimes(folder: string): ProfiledRun[] {
  const [file] = readdirSync(folder);
  if (file === undefined) throw new Error(`ONNX Runtime wrote no trace to ${folder}`);
  const events = JSON.parse(readFileSync(path.join(folder, file), 'utf8')) as TraceEvent[];
  const nodes = events.filter(({ cat, name }) => cat === 'Node' && name.endsWith('_kernel_time'));
  return events
    .filter(({ name }) => name === 'model_run')
    .sort((a, b) => a.ts - b.ts)
    .map(({ ts, dur }) => {
      const own = nodes.filter((node) => node.ts >= ts && node.ts < ts + dur);
      const operators = [...Map.groupBy(own, nameOf)].map(([name, of]) => ({
        name,
        seconds: of.reduce((sum, node) => sum + node.dur, 0) / 1e6,
        calls: of.length,
      }));
      return { seconds: dur / 1e6, operators };
    });
}

/** A product with one row or column is a sum, so it has a name of its own. */
function nameOf({ args }: TraceEvent): string {
  const operator = args?.op_name ?? 'unknown';
  if (!operator.endsWith('MatMul')) return operator;
  const shapes = (args?.input_type_shape ?? []).map((input) => Object.values(input)[0]!);
  const isSum = shapes.some((shape) => shape.length === 1 || shape.at(-1) === 1);
  return isSum ? 'MatMul as a sum' : operator;
}
