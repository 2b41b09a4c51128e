import { useSyncExternalStore } from 'react';

export const screens = [
  'start',
  'new',
  'project',
  'label',
  'prompts',
  'corpus',
  'run',
  'review',
  'audit',
  'measure',
  'results',
  'use',
  'export',
  'tables',
  'models',
  'settings',
] as const;
export type Screen = (typeof screens)[number];

function screenOf(hash: string): Screen {
  const name = hash.replace(/^#\/?/, '');
  return screens.find((screen) => screen === name) ?? 'start';
}

/** The screen in the URL, so that back and forward work. */
export function useScreen(): Screen {
  return useSyncExternalStore(
    (listener) => {
      window.addEventListener('hashchange', listener);
      return () => window.removeEventListener('hashchange', listener);
    },
    () => screenOf(location.hash),
  );
}

export function goTo(screen: Screen): void {
  location.hash = `/${screen}`;
}
