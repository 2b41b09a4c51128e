import { createTanstackQueryUtils } from '@orpc/tanstack-query';
import { engine } from './connection.ts';

/** The engine's calls as react-query options: `useQuery(queries.audit.state.queryOptions())`. */
export const queries = createTanstackQueryUtils(engine);
