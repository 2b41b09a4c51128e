import { attributesHandlers } from './attributesHandlers.ts';
import { endpointsHandlers } from './endpointsHandlers.ts';
import { filesHandlers } from './filesHandlers.ts';
import { labelHandlers } from './labelHandlers.ts';
import { measureHandlers } from './measureHandlers.ts';
import { modelsHandlers } from './modelsHandlers.ts';
import { openProcedures } from './procedures.ts';
import { projectHandlers } from './projectHandlers.ts';
import { resultsHandlers } from './resultsHandlers.ts';
import { reviewHandlers } from './reviewHandlers.ts';
import { runHandlers } from './runHandlers.ts';
import { startHandlers } from './startHandlers.ts';
import { studentHandlers } from './studentHandlers.ts';
import { tablesHandlers } from './tablesHandlers.ts';
import { textsHandlers } from './textsHandlers.ts';
import { watchSnapshots } from './watchSnapshots.ts';

/** The engine's implementation of the contract, shared by all transports. */
export function apiRouter() {
  const procedures = openProcedures();
  return procedures.router({
    watch: procedures.watch.handler(({ context: { session }, signal }) =>
      watchSnapshots(session, signal),
    ),
    ...startHandlers(procedures),
    ...projectHandlers(procedures),
    ...filesHandlers(procedures),
    ...labelHandlers(procedures),
    ...textsHandlers(procedures),
    ...attributesHandlers(procedures),
    ...runHandlers(procedures),
    ...reviewHandlers(procedures),
    ...resultsHandlers(procedures),
    ...studentHandlers(procedures),
    ...measureHandlers(procedures),
    ...modelsHandlers(procedures),
    ...endpointsHandlers(procedures),
    ...tablesHandlers(procedures),
  });
}
