import type { ReviewRow } from '../../../electron/contract/review.ts';
import { usePreferences } from '../../store/preferences.ts';
import { actOnCurrent, move, moveTo, takeBack, useReview } from '../../store/reviewStore.ts';

export type OpenDialog = 'help' | 'palette' | 'bulk' | 'edit' | 'comment' | 'confidence' | null;

/** The context in which a command runs. */
export interface ReviewMoment {
  readonly labels: readonly string[];
  readonly row: ReviewRow | undefined;
  readonly open: (dialog: OpenDialog) => void;
}

export interface ReviewCommand {
  /** Its name in the help and in Settings. */
  readonly name: string;
  /** The default key, which the reviewer may change, as KeyboardEvent.key: capitals need Shift. */
  readonly key: string;
  /** Additional keys that cannot be changed. */
  readonly alsoKeys: readonly string[];
  /**
   * Whether a held key repeats it; commands that decide about rows do not repeat, because nobody
   * has read the next row yet.
   */
  readonly canRepeat: boolean;
  /**
   * When it is available: with any list, with a current row, or with a row of a task that has
   * labels.
   */
  readonly applies: 'always' | 'toRow' | 'toLabelledRow';
  /** Its button's label, if it has one, by group: row, labels, or filter. */
  readonly button: {
    readonly among: 'row' | 'labels' | 'filter';
    readonly text: (row: ReviewRow | undefined) => string;
  } | null;
  /** Its short name in the line below the rows, if it is listed there. */
  readonly hint: string | null;
  readonly perform: (moment: ReviewMoment) => unknown;
}

const LEAP = 20;
const cursor = () => useReview.getState().cursor;

/**
 * All keyboard commands of Review except assigning a label: keys, help, buttons and Settings are
 * generated from it.
 */
export const reviewCommands = {
  accept: {
    name: 'Accept',
    key: 'a',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: { among: 'row', text: () => 'Accept' },
    hint: 'accept',
    perform: () => actOnCurrent({ kind: 'accept' }),
  },
  reject: {
    name: 'Reject',
    key: 'r',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: { among: 'row', text: () => 'Reject' },
    hint: 'reject',
    perform: () => actOnCurrent({ kind: 'reject' }),
  },
  skip: {
    name: 'Skip for now',
    key: 's',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: null,
    hint: null,
    perform: () => actOnCurrent({ kind: 'skip' }),
  },
  edit: {
    name: 'Edit the text',
    key: 'e',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: { among: 'row', text: () => 'Edit' },
    hint: null,
    perform: ({ open }) => open('edit'),
  },
  comment: {
    name: 'Comment',
    key: 'c',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: { among: 'row', text: () => 'Comment' },
    hint: null,
    perform: ({ open }) => open('comment'),
  },
  flag: {
    name: 'Flag or unflag',
    key: 'f',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toRow',
    button: { among: 'row', text: (row) => (row?.flagged ? 'Unflag' : 'Flag') },
    hint: null,
    perform: ({ row }) => actOnCurrent({ kind: 'flag', on: !row?.flagged }),
  },
  next: {
    name: 'Next row',
    key: 'j',
    alsoKeys: ['ArrowDown'],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => move(1),
  },
  previous: {
    name: 'Previous row',
    key: 'k',
    alsoKeys: ['ArrowUp'],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => move(-1),
  },
  nextPage: {
    name: `${LEAP} rows on`,
    key: 'PageDown',
    alsoKeys: [],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => moveTo(cursor() + LEAP),
  },
  previousPage: {
    name: `${LEAP} rows back`,
    key: 'PageUp',
    alsoKeys: [],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => moveTo(cursor() - LEAP),
  },
  first: {
    name: 'First row',
    key: 'Home',
    alsoKeys: [],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => moveTo(0),
  },
  last: {
    name: 'Last row',
    key: 'End',
    alsoKeys: [],
    canRepeat: true,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => moveTo(useReview.getState().total - 1),
  },
  undo: {
    name: 'Undo',
    key: 'u',
    alsoKeys: [],
    canRepeat: false,
    applies: 'always',
    button: null,
    hint: 'undo',
    perform: () => takeBack('undo'),
  },
  redo: {
    name: 'Redo',
    key: 'U',
    alsoKeys: [],
    canRepeat: false,
    applies: 'always',
    button: null,
    hint: null,
    perform: () => takeBack('redo'),
  },
  palette: {
    name: 'Find a label by typing',
    key: '/',
    alsoKeys: [],
    canRepeat: false,
    applies: 'toLabelledRow',
    button: { among: 'labels', text: () => 'More labels' },
    hint: null,
    perform: ({ open }) => open('palette'),
  },
  mode: {
    name: 'Table or one at a time',
    key: 'm',
    alsoKeys: [],
    canRepeat: false,
    applies: 'always',
    button: {
      among: 'filter',
      text: () => (useReview.getState().mode === 'table' ? 'One at a time' : 'Table'),
    },
    hint: null,
    perform: () =>
      useReview.setState(({ mode }) => ({ mode: mode === 'table' ? 'single' : 'table' })),
  },
  help: {
    name: 'Show the keys',
    key: '?',
    alsoKeys: [],
    canRepeat: false,
    applies: 'always',
    button: null,
    hint: 'all keys',
    perform: ({ open }) => open('help'),
  },
} as const satisfies Readonly<Record<string, ReviewCommand>>;

export type ReviewCommandName = keyof typeof reviewCommands;

/** A command with this reviewer's key for it. */
export interface KeyedCommand extends ReviewCommand {
  readonly id: ReviewCommandName;
}

type ChosenKeys = ReturnType<typeof usePreferences.getState>['keys'];

/** All commands in their order, with the reviewer's own keys. */
export function commandsWith(chosen: ChosenKeys): readonly KeyedCommand[] {
  return Object.entries(reviewCommands).map(([name, command]) => {
    const id = name as ReviewCommandName;
    return { ...command, id, key: chosen[id] ?? command.key };
  });
}

export function useReviewCommands(): readonly KeyedCommand[] {
  return commandsWith(usePreferences(({ keys }) => keys));
}

/** Whether a command exists for the task: tasks without labels have no label commands. */
export function isOffered({ applies }: ReviewCommand, labels: readonly string[]): boolean {
  return applies !== 'toLabelledRow' || labels.length > 0;
}

/** Runs a command, if it is available. */
export function give(command: ReviewCommand, moment: ReviewMoment): void {
  if (!isOffered(command, moment.labels)) return;
  if (command.applies !== 'always' && !moment.row) return;
  command.perform(moment);
}

/**
 * Assigns a new key to a command: returns the chosen keys, or null if the key cannot be used for
 * it.
 */
export function rebound(chosen: ChosenKeys, id: ReviewCommandName, key: string): ChosenKeys | null {
  const commands = commandsWith(chosen);
  const isTaken = commands.some(({ alsoKeys }) => alsoKeys.includes(key));
  if (isTaken || /^(Shift|Control|Alt|Meta|[0-9])$/.test(key)) return null;
  const other = commands.find((command) => command.key === key);
  const before = commands.find((command) => command.id === id)!.key;
  // if two commands would share a key, the other one takes this command's old key
  return { ...chosen, ...(other ? { [other.id]: before } : {}), [id]: key };
}
