import type { TaskLabel } from './taskSchema.ts';

/** A task's labels, in the order of their indices. */
export function labelNames({ labels }: { readonly labels: readonly TaskLabel[] }): string[] {
  return labels.map(({ name }) => name);
}
