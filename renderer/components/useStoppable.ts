import { useMutation } from '@tanstack/react-query';
import { useEffect, useRef } from 'react';
import { EngineFailure } from '../store/connection.ts';
import { showFailure } from '../store/engineStore.ts';

/**
 * Work of the engine that takes a while and ends when the user stops it or leaves the page. That it
 * was stopped is no failure to show.
 */
export function useStoppable<Result>(work: (signal: AbortSignal) => Promise<Result>) {
  const control = useRef<AbortController | null>(null);
  useEffect(() => () => control.current?.abort(), []);
  const { data, isPending, mutate } = useMutation({
    mutationFn: () => {
      control.current = new AbortController();
      return work(control.current.signal);
    },
    onError: (error) => {
      const isCancelled = error instanceof EngineFailure && error.kind === 'cancelled';
      if (!isCancelled && !control.current?.signal.aborted) showFailure(error);
    },
  });
  return { data, isBusy: isPending, begin: () => mutate(), stop: () => control.current?.abort() };
}
