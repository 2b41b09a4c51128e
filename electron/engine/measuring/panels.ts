import type { MeasureName } from '../../contract/measures.ts';
import { dataMapPanel } from './dataMapPanel.ts';
import type { PanelDefinition } from './panelDefinition.ts';

/** Every measure, in no order: the contract's list has the order of the page. */
export const panels: Readonly<Record<MeasureName, PanelDefinition>> = {
  dataMap: dataMapPanel,
};
