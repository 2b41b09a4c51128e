import { useEffect, useState } from 'react';
import type { Gpu } from '../../electron/contract/forms.ts';
import { attempt } from '../store/engineStore.ts';

/** The GPU that teachers can use, null where there is none; looking takes a second. */
export function useGpu(): Gpu | null | 'asking' {
  const [gpu, setGpu] = useState<Gpu | null | 'asking'>('asking');
  useEffect(() => {
    void attempt((engine) => engine.settings.gpu()).then((found) => setGpu(found ?? null));
  }, []);
  return gpu;
}

/** 'NVIDIA RTX 3060 by cuda, 11.2 of 12.0 GB free' */
export function gpuSentence({ names, freeBytes, totalBytes, interface: by }: Gpu): string {
  const gb = (bytes: number) => (bytes / 1e9).toFixed(1);
  return `${names.join(', ')} by ${by}, ${gb(freeBytes)} of ${gb(totalBytes)} GB free`;
}
