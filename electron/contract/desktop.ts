/**
 * The part of Electron's MessagePortMain that is used, so that its callers do not depend on
 * Electron.
 */
export interface DesktopPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  /** The other end was closed, or its process has ended. */
  on(event: 'close', listener: () => void): unknown;
  /** Messages are queued until then. */
  start(): void;
}

/** `process.parentPort`: the connection to main of a process that main started. */
export interface DesktopParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly DesktopPort[] }) => void,
  ): unknown;
  postMessage(message: unknown): void;
}

/** The hosts that main starts when the engine requests it; it starts nothing else. */
export const desktopHosts = ['teacherHost', 'studentHost', 'retrievalHost'] as const;
export type DesktopHost = (typeof desktopHosts)[number];

/** The environment variable that tells a host the pid of its engine, which is not its parent. */
export const ENGINE_PID = 'STILLROOM_ENGINE_PID';

/** What the engine asks of the system's keychain. Encrypted texts are base64. */
export type KeychainAsk =
  /** Answered with why no key can be kept; null if one can. */
  | { readonly what: 'state' }
  | { readonly what: 'encrypt'; readonly text: string }
  | { readonly what: 'decrypt'; readonly encrypted: string };
export type KeychainAnswer = { readonly value: string | null } | { readonly fault: string };

/** Messages from main to the engine. */
export type ToEngine =
  /** Comes with a port: the engine's end of a window's connection. */
  | { readonly kind: 'window' }
  | { readonly kind: 'open'; readonly folder: string }
  /** The engine exits when it has done so. */
  | { readonly kind: 'pauseAndClose' }
  /** Comes with a port: the engine's end of the host's connection. */
  | { readonly kind: 'hostStarted'; readonly id: number; readonly pid: number }
  | {
      readonly kind: 'hostEnded';
      readonly id: number;
      readonly how: string;
      readonly wasKilled: boolean;
    }
  /** What the system tells its desktop: whether a battery powers it, and since when nobody used it. */
  | { readonly kind: 'machine'; readonly isOnBattery: boolean; readonly idleSeconds: number }
  | { readonly kind: 'keychain'; readonly id: number; readonly answer: KeychainAnswer }
  /** Null if the user chose none. */
  | { readonly kind: 'folderChosen'; readonly id: number; readonly folder: string | null };

/** Messages from the engine to main. */
export type FromEngine =
  | { readonly kind: 'working'; readonly working: boolean }
  | { readonly kind: 'notOpened'; readonly folder: string; readonly reason: string }
  | {
      readonly kind: 'startHost';
      readonly id: number;
      readonly host: DesktopHost;
      readonly title: string;
    }
  | { readonly kind: 'stopHost'; readonly id: number }
  /** A file or folder that the engine wrote. */
  | { readonly kind: 'showInFolder'; readonly path: string }
  /** Main answers with `folderChosen`. */
  | { readonly kind: 'chooseFolder'; readonly id: number }
  /** Main answers with `machine`. */
  | { readonly kind: 'askMachine' }
  /** Main answers with `keychain`. */
  | { readonly kind: 'askKeychain'; readonly id: number; readonly ask: KeychainAsk };

/** The channels between main and the preload. */
export const PORT_CHANNEL = 'stillroom:port';
export const NEED_PORT_CHANNEL = 'stillroom:needPort';

/** Messages from main to a window, with a port to the engine if there is an engine. */
export interface PortNews {
  /** Why the previous engine ended, or why there is none; sent once. */
  readonly reason: string | null;
}

/** Messages between the preload and the page, over `window.postMessage`. */
export type PageMessage =
  | { readonly stillroom: 'needPort' }
  | ({ readonly stillroom: 'port' } & PortNews);
