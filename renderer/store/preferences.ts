import { create } from 'zustand';

interface Preferences {
  /** Keys that the reviewer chose instead of the defaults, by the command's name. */
  readonly keys: Readonly<Partial<Record<string, string>>>;
  /** Goes to the next row after accept, reject, skip and a label. */
  readonly autoAdvance: boolean;
  /** Assigning a label also accepts the row. */
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

/** A reviewer's preferences; stored by the browser, not in the project. */
export const usePreferences = create<Preferences>(() => ({
  keys: {},
  autoAdvance: true,
  labelAccepts: true,
  ...stored(),
}));

export function prefer(change: Partial<Preferences>): void {
  usePreferences.setState(change);
  localStorage.setItem(STORED, JSON.stringify(usePreferences.getState()));
}
