import { useQuery } from '@tanstack/react-query';
import type { Gpu } from '../../electron/contract/forms.ts';
import { queries } from '../store/queries.ts';

/** The GPU that teachers can use, or null; detection takes a second. */
export function useGpu(): Gpu | null | 'asking' {
  const { data, isPending } = useQuery(queries.settings.gpu.queryOptions({ staleTime: Infinity }));
  return isPending ? 'asking' : (data ?? null);
}

/** 'NVIDIA RTX 3060 by cuda, 11.2 of 12.0 GB free' */
export function gpuSentence({ names, freeBytes, totalBytes, interface: by }: Gpu): string {
  const gb = (bytes: number) => (bytes / 1e9).toFixed(1);
  return `${names.join(', ')} by ${by}, ${gb(freeBytes)} of ${gb(totalBytes)} GB free`;
}
