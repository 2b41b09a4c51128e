import { create } from 'zustand';

/** What a key can do in Review. */
export const reviewCommands = {
  accept: 'Accept',
  reject: 'Reject',
  skip: 'Skip for now',
  edit: 'Edit the text',
  comment: 'Comment',
  flag: 'Flag or unflag',
  next: 'Next row',
  previous: 'Previous row',
  undo: 'Undo',
  redo: 'Redo',
  palette: 'Find a label by typing',
  mode: 'Table or one at a time',
  help: 'Show the keys',
} as const;
export type ReviewCommand = keyof typeof reviewCommands;
export type Keymap = Readonly<Record<ReviewCommand, string>>;

/** As KeyboardEvent.key gives them; capital letters are those with Shift. */
export const defaultKeys: Keymap = {
  accept: 'a',
  reject: 'r',
  skip: 's',
  edit: 'e',
  comment: 'c',
  flag: 'f',
  next: 'j',
  previous: 'k',
  undo: 'u',
  redo: 'U',
  palette: '/',
  mode: 'm',
  help: '?',
};

interface Preferences {
  readonly keys: Keymap;
  /** Goes to the next row after accept, reject, skip and a label. */
  readonly autoAdvance: boolean;
  /** Giving a label accepts the row too. */
  readonly labelAccepts: boolean;
}

const STORED = 'stillroom.review';

function stored(): Partial<Preferences> {
  try {
    return JSON.parse(localStorage.getItem(STORED) ?? '{}') as Partial<Preferences>;
  } catch {
    return {};
  }
}

/** How a reviewer likes to work; kept by the browser, not in the project. */
export const usePreferences = create<Preferences>(() => {
  const before = stored();
  return {
    keys: { ...defaultKeys, ...before.keys },
    autoAdvance: before.autoAdvance ?? true,
    labelAccepts: before.labelAccepts ?? true,
  };
});

export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  localStorage.setItem(STORED, JSON.stringify(usePreferences.getState()));
}
