/** The model store, for the layers above the engine. */
export type { Role, SourceKind } from '../../models/catalog/catalogue.ts';
export type { ModelProgress, OnProgress } from '../../models/catalog/modelProgress.ts';
export type { ModelStatus } from '../../models/catalog/modelStatus.ts';
export {
  type ModelFolder,
  type ModelStore,
  openModelStore,
} from '../../models/catalog/modelStore.ts';
export type { CarriedModel } from '../../models/catalog/packModels.ts';
