import type { ExampleDynamics } from '../../../models/student/student.ts';
import type { DataMapSettings } from '../../contract/experiment.ts';

/**
 * Which rows a data map keeps, in their order.
 *
 * 'variability' leaves out the least ambiguous, as SynthesizRR does (App. C: the bottom 17%);
 * 'confidence' leaves out the least confident of each label, as its repository's code does. A row
 * at the threshold is kept, as there (pandas' quantile).
 * @param dynamics of each row
 */
export function dataMapFilter<Row extends { readonly label: string }>(
  rows: readonly Row[],
  dynamics: readonly ExampleDynamics[],
  { filter, share }: DataMapSettings,
): Row[] {
  if (filter === 'off') return [...rows];
  const measure = (at: number) => dynamics[at]![filter];
  const bounds = new Map<string, number>();
  for (const group of new Set(rows.map((row) => groupOf(row, filter)))) {
    const own = rows.flatMap((row, at) => (groupOf(row, filter) === group ? [measure(at)] : []));
    bounds.set(group, quantile(own, share));
  }
  return rows.filter((row, at) => measure(at) >= bounds.get(groupOf(row, filter))!);
}

/** Confidence is compared within a label, variability over all rows. */
function groupOf({ label }: { readonly label: string }, filter: DataMapSettings['filter']): string {
  return filter === 'confidence' ? label : '';
}

/** The quantile, with linear interpolation between the two nearest values. */
function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = share * (sorted.length - 1);
  const [below, above] = [sorted[Math.floor(at)]!, sorted[Math.ceil(at)]!];
  return below + (above - below) * (at - Math.floor(at));
}
