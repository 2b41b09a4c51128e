import { useEffect } from 'react';
import { type ReviewCommand, usePreferences } from '../../store/keymap.ts';
import {
  actOnCurrent,
  currentRow,
  giveLabel,
  move,
  moveTo,
  takeBack,
  useReview,
} from '../../store/reviewStore.ts';

export type OpenDialog = 'help' | 'palette' | 'bulk' | 'edit' | 'comment' | 'confidence' | null;

/** Everything in Review by single keys, while no field has the focus and no dialog is open. */
export function useReviewKeys(
  labels: readonly string[],
  dialog: OpenDialog,
  setDialog: (dialog: OpenDialog) => void,
): void {
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (dialog !== null || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) return;
      const leap = leapOf(event.key);
      if (leap !== undefined) {
        event.preventDefault();
        moveTo(leap);
        return;
      }
      const label = /^[1-9]$/.test(event.key) ? labels[Number(event.key) - 1] : undefined;
      const command = commandOf(event.key);
      if (label === undefined && command === undefined) return;
      if (command === 'palette' && labels.length === 0) return;
      event.preventDefault();
      // a key that is held moves on, and decides nothing about rows that nobody has read
      if (event.repeat && command !== 'next' && command !== 'previous') return;
      if (label !== undefined) void giveLabel(label);
      else if (command) run(command, setDialog);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [labels, dialog, setDialog]);
}

function isTyping(target: EventTarget | null): boolean {
  return target instanceof HTMLElement && target.closest('input, textarea, select') !== null;
}

const LEAP = 20;

function leapOf(key: string): number | undefined {
  const { cursor, total } = useReview.getState();
  if (key === 'PageDown') return cursor + LEAP;
  if (key === 'PageUp') return cursor - LEAP;
  if (key === 'Home') return 0;
  return key === 'End' ? total - 1 : undefined;
}

function commandOf(key: string): ReviewCommand | undefined {
  if (key === 'ArrowDown') return 'next';
  if (key === 'ArrowUp') return 'previous';
  const { keys } = usePreferences.getState();
  return (Object.keys(keys) as ReviewCommand[]).find((command) => keys[command] === key);
}

function run(command: ReviewCommand, setDialog: (dialog: OpenDialog) => void): void {
  const actions: Readonly<Record<ReviewCommand, () => unknown>> = {
    accept: () => actOnCurrent({ kind: 'accept' }),
    reject: () => actOnCurrent({ kind: 'reject' }),
    skip: () => actOnCurrent({ kind: 'skip' }),
    flag: () => actOnCurrent({ kind: 'flag', on: !currentRow()?.flagged }),
    edit: () => currentRow() && setDialog('edit'),
    comment: () => currentRow() && setDialog('comment'),
    palette: () => currentRow() && setDialog('palette'),
    help: () => setDialog('help'),
    next: () => move(1),
    previous: () => move(-1),
    undo: () => takeBack('undo'),
    redo: () => takeBack('redo'),
    mode: () => useReview.setState(({ mode }) => ({ mode: mode === 'table' ? 'single' : 'table' })),
  };
  actions[command]();
}
