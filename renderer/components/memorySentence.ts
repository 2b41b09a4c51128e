import type { MemoryNeed } from '../../electron/contract/forms.ts';

/** 'needs 1.1 GB, 14 GB free', and whether that is too much. */
export function memorySentence({ bytes, isLeast }: MemoryNeed, freeBytes: number): string {
  const figures = `needs ${isLeast ? 'more than ' : ''}${gb(bytes)}, ${gb(freeBytes)} free`;
  return bytes > freeBytes ? `${figures}: more than this machine has free` : figures;
}

function gb(bytes: number): string {
  const all = bytes / 1e9;
  return `${all < 10 ? all.toFixed(1) : Math.round(all)} GB`;
}
