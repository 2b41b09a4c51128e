import { useMutation, useQuery } from '@tanstack/react-query';
import type { Settings } from '../../../electron/contract/forms.ts';
import { type Engine, engine } from '../../store/connection.ts';
import { queries } from '../../store/queries.ts';
import { queryClient } from '../../store/queryClient.ts';

const SAVING = ['settings', 'saving'];

type Change = Parameters<Engine['settings']['set']>[0];

/** The user's settings, undefined until they are loaded, and a function to change some of them. */
export function useSettings(): {
  settings: Settings | undefined;
  change: (part: Change, onDone?: () => void) => void;
} {
  const { data: settings } = useQuery(queries.settings.get.queryOptions());
  const { mutate } = useMutation({
    mutationKey: SAVING,
    mutationFn: (part: Change) => engine.settings.set(part),
    // shown at once: the choice must not jump back while it is being saved
    onMutate: ({ projectsFolder: _, ...part }) => {
      void queryClient.cancelQueries({ queryKey: queries.settings.get.key() });
      queryClient.setQueryData(
        queries.settings.get.queryKey(),
        (before) => before && ({ ...before, ...part } as Settings),
      );
    },
    // what is read between two changes would be without the second
    onSettled: () =>
      queryClient.isMutating({ mutationKey: SAVING }) > 1
        ? undefined
        : Promise.all([
            queryClient.invalidateQueries({ queryKey: queries.settings.get.key() }),
            queryClient.invalidateQueries({ queryKey: queries.start.machine.key() }),
          ]),
  });
  return {
    settings,
    change: (part, onDone) => mutate(part, onDone ? { onSuccess: onDone } : {}),
  };
}
