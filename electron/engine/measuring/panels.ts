import type { MeasureName } from '../../contract/measures.ts';
import { agreementPanel } from './agreementPanel.ts';
import { copiesPanel } from './copiesPanel.ts';
import { coveragePanel } from './coveragePanel.ts';
import { dataMapPanel } from './dataMapPanel.ts';
import { diversityPanel } from './diversityPanel.ts';
import { entitiesPanel } from './entitiesPanel.ts';
import { labelsPanel } from './labelsPanel.ts';
import { mauvePanel } from './mauvePanel.ts';
import type { PanelDefinition } from './panelDefinition.ts';

/** Every measure; the contract's list has their order on the page. */
export const panels: Readonly<Record<MeasureName, PanelDefinition>> = {
  diversity: diversityPanel,
  copies: copiesPanel,
  mauve: mauvePanel,
  entities: entitiesPanel,
  labels: labelsPanel,
  dataMap: dataMapPanel,
  coverage: coveragePanel,
  agreement: agreementPanel,
};
