import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { engine } from './connection.ts';

/** Each question to the engine as react-query asks it: `useQuery(queries.audit.state.queryOptions())`. */
export const queries = createTanstackQueryUtils(engine);
