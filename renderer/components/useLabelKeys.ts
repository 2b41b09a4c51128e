import { useEffect, useRef } from 'react';
import { labelOf } from './labelKey.ts';
import { takesKey } from './takesKey.ts';

/** 1 to 9 assign a label, 0 means that none fits, u undoes the last label. */
export function useLabelKeys(
  labels: readonly string[],
  isOpen: boolean,
  give: (label: string | null) => void,
  undo?: () => void,
): void {
  const latest = useRef({ labels, give, undo });
  latest.current = { labels, give, undo };
  useEffect(() => {
    if (!isOpen) return;
    const onKey = (event: KeyboardEvent) => {
      if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
      if (takesKey(event.target, event.key)) return;
      const hands = latest.current;
      const label = labelOf(event.key, hands.labels);
      if (label !== undefined) hands.give(label);
      else if (event.key === '0') hands.give(null);
      else if (event.key === 'u') hands.undo?.();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [isOpen]);
}
