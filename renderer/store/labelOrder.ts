import { create } from 'zustand';
import type { LabelOrder } from '../../electron/contract/label.ts';

/**
 * The order in which the Label page requests texts, chosen there or by the page that linked to it.
 */
export const useLabelOrder = create<{
  readonly order: LabelOrder;
  /** That page's message about the texts. */
  readonly note: string | null;
}>(() => ({ order: 'spread', note: null }));

export function chooseLabelOrder(order: LabelOrder, note: string | null = null): void {
  useLabelOrder.setState({ order, note });
}
