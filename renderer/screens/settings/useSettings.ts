import { useMutation, useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../electron/contract/forms.ts';
import { type Engine, engine } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';

type Change = Parameters<Engine['settings']['set']>[0];

/** The user's settings, undefined until they are loaded, and a function to change some of them. */
export function useSettings(): {
  settings: Settings | undefined;
  change: (part: Change, onDone?: () => void) => void;
} {
  const { data: settings } = useQuery(queries.settings.get.queryOptions());
  const { mutate } = useMutation({
    mutationFn: (part: Change) => engine.settings.set(part),
    // shown at once: the choice must not jump back while it is being saved
    onMutate: ({ projectsFolder: _, ...part }) =>
      queryClient.setQueryData(
        queries.settings.get.queryKey(),
        (before) => before && ({ ...before, ...part } as Settings),
      ),
    onSettled: () =>
      Promise.all([
        queryClient.invalidateQueries({ queryKey: queries.settings.get.key() }),
        queryClient.invalidateQueries({ queryKey: queries.start.machine.key() }),
      ]),
  });
  return {
    settings,
    change: (part, onDone) => mutate(part, onDone ? { onSuccess: onDone } : {}),
  };
}
