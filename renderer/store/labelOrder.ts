import { create } from 'zustand';
import type { LabelOrder } from '../../electron/contract/label.ts';

/** Which texts the Label page asks for, chosen there or by the page that sent the user to it. */
export const useLabelOrder = create<{
  readonly order: LabelOrder;
  /** What that page has to say of the texts. */
  readonly note: string | null;
}>(() => ({ order: 'spread', note: null }));

export function chooseLabelOrder(order: LabelOrder, note: string | null = null): void {
  useLabelOrder.setState({ order, note });
}
