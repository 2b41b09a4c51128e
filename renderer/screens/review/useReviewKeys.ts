import { useEffect } from 'react';
import { labelOf } from '../../components/labelKey.ts';
import { takesKey } from '../../components/takesKey.ts';
import { usePreferences } from '../../store/preferences.ts';
import { currentRow, giveLabel } from '../../store/reviewStore.ts';
import { commandsWith, give, type OpenDialog } from './reviewCommands.ts';

/** All of Review by single keys, unless the user is typing or a dialog is open. */
export function useReviewKeys(
  labels: readonly string[],
  dialog: OpenDialog,
  open: (dialog: OpenDialog) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const { key, target, repeat } = event;
      if (dialog !== null || event.ctrlKey || event.metaKey || event.altKey) return;
      if (takesKey(target, key)) return;
      const label = labelOf(key, labels);
      const command = commandsWith(usePreferences.getState().keys).find(
        (one) => one.key === key || one.alsoKeys.includes(key),
      );
      if (label === undefined && command === undefined) return;
      event.preventDefault();
      if (repeat && !command?.canRepeat) return;
      if (label !== undefined) void giveLabel(label);
      // reads the latest row, because the second of two quick key presses may arrive before the
      // page is rendered
      else if (command) give(command, { labels, row: currentRow(), open });
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [labels, dialog, open]);
}
