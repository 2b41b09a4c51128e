import { create } from 'zustand';

interface Preferences {
  /** Keys that the reviewer chose instead of the commands' own, by the command's name. */
  readonly keys: Readonly<Partial<Record<string, string>>>;
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
