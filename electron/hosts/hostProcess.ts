/** A host's process, independent of who started it. */
export interface HostProcess {
  /** Undefined until it is running. */
  readonly pid: number | undefined;
  /** Sends structured clones, in order; does nothing if the process has ended. */
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** @param tell called with how the process ended, including when it could not start */
  onEnd(tell: (end: ProcessEnd) => void): void;
  /** Ends it at once, even during a native call. */
  kill(): void;
}

/** How a process ended. */
export interface ProcessEnd {
  /** For a message: 'its process ended with code 5' */
  readonly how: string;
  /** Whether it was killed without a chance to react, as the system does where memory runs out. */
  readonly wasKilled: boolean;
}

/** Starts a host's process. */
export type HostLauncher = (options: {
  /** The name used in messages: 'the teacher'. */
  readonly title: string;
  readonly entry: URL;
}) => HostProcess;
