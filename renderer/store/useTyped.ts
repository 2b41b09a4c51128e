import { useCallback } from 'react';
import { create } from 'zustand';

/** What is typed into pages and not yet saved, by page and project; it stays until the window is closed. */
const useAllTyped = create<Readonly<Record<string, unknown>>>(() => ({}));

/**
 * Like `useState`, but what is typed stays when the page is left.
 * @param page where it is typed, and for which project
 * @param initial what is shown until something is typed
 */
export function useTyped<Value>(
  page: string,
  initial: Value,
): readonly [Value, (change: Value | ((before: Value) => Value)) => void] {
  const typed = useAllTyped((all) => (page in all ? (all[page] as Value) : initial));
  const type = useCallback(
    (change: Value | ((before: Value) => Value)) =>
      useAllTyped.setState((all) => {
        const before = page in all ? (all[page] as Value) : initial;
        const next = change instanceof Function ? change(before) : change;
        return { [page]: next };
      }),
    [page, initial],
  );
  return [typed, type];
}

/** Forgets what was typed, because it is saved or was given up. */
export function forgetTyped(page: string): void {
  useAllTyped.setState(({ [page]: _, ...others }) => others, true);
}
