import { QueryCache, QueryClient } from '@tanstack/react-query';
import { showFailure } from './engineStore.ts';

declare module '@tanstack/react-query' {
  interface Register {
    /** `isShownInPlace`: the screen itself says what went wrong. */
    queryMeta: { readonly isShownInPlace?: boolean };
  }
}

/**
 * The engine's answers. The engine is on this machine, so a query runs whether or not there is a network,
 * and asking anew costs little: a screen that opens shows what was known and asks again. `keepAnswersFresh`
 * does the rest, so neither a window that gets the focus nor a network that comes back means anything.
 */
export const queryClient = new QueryClient({
  queryCache: new QueryCache({
    onError: (error, { meta }) => {
      if (!meta?.isShownInPlace) showFailure(error);
    },
  }),
  defaultOptions: {
    queries: {
      networkMode: 'always',
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // the same input is refused again, and a lost connection is asked anew once it is back
      retry: false,
    },
    mutations: { networkMode: 'always', onError: showFailure },
  },
});
