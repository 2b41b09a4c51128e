import { QueryCache, QueryClient } from '@tanstack/react-query';
import { showFailure } from './engineStore.ts';

declare module '@tanstack/react-query' {
  interface Register {
    /** `isShownInPlace`: the screen itself shows the error. */
    queryMeta: { readonly isShownInPlace?: boolean };
  }
}

/**
 * The cache of the engine's answers. The engine is on this machine, so queries run with or without
 * a network, and refetching is cheap: a screen that opens shows cached data and refetches it.
 * `keepAnswersFresh` handles every other change, so refetching on window focus or on reconnect is
 * unnecessary.
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
      // the same input is refused again, and after a lost connection the query is refetched once it
      // is back
      retry: false,
    },
    mutations: { networkMode: 'always', onError: showFailure },
  },
});
