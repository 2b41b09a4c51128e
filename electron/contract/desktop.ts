/** The part of Electron's MessagePortMain that is used, so that its users need no Electron. */
export interface DesktopPort {
  postMessage(message: unknown): void;
  on(event: 'message', listener: (event: { readonly data: unknown }) => void): unknown;
  /** The other end is gone, or its process is. */
  on(event: 'close', listener: () => void): unknown;
  /** Messages wait until then. */
  start(): void;
}

/** `process.parentPort`: the line to main of a process that main started. */
export interface DesktopParentPort {
  on(
    event: 'message',
    listener: (event: { readonly data: unknown; readonly ports: readonly DesktopPort[] }) => void,
  ): unknown;
  postMessage(message: unknown): void;
}

/** The hosts that main starts when the engine asks; it starts nothing else. */
export const desktopHosts = ['teacherHost', 'studentHost', 'retrievalHost'] as const;
export type DesktopHost = (typeof desktopHosts)[number];

/** The variable that tells a host its engine's process, which is not its parent. */
export const ENGINE_PID = 'STILLROOM_ENGINE_PID';

/** What main says to the engine. */
export type ToEngine =
  /** With a port: the engine's end of a window's line. */
  | { readonly kind: 'window' }
  | { readonly kind: 'open'; readonly folder: string }
  /** The engine ends when it has done so. */
  | { readonly kind: 'pauseAndClose' }
  /** With a port: the engine's end of the host's line. */
  | { readonly kind: 'hostStarted'; readonly id: number; readonly pid: number }
  | { readonly kind: 'hostEnded'; readonly id: number; readonly how: string };

/** What the engine says to main. */
export type FromEngine =
  | { readonly kind: 'working'; readonly working: boolean }
  | { readonly kind: 'notOpened'; readonly folder: string; readonly reason: string }
  | {
      readonly kind: 'startHost';
      readonly id: number;
      readonly host: DesktopHost;
      readonly title: string;
    }
  | { readonly kind: 'stopHost'; readonly id: number };

/** The channels between main and the preload. */
export const PORT_CHANNEL = 'stillroom:port';
export const NEED_PORT_CHANNEL = 'stillroom:needPort';

/** What main says to a window, with a port to the engine, or with none where none can be had. */
export interface PortNews {
  /** Why the engine before this one ended, or why there is none; once. */
  readonly reason: string | null;
}

/** What the preload and the page say to each other by `window.postMessage`. */
export type PageMessage =
  | { readonly stillroom: 'needPort' }
  | ({ readonly stillroom: 'port' } & PortNews);
