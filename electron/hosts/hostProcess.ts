/** A host's process, whoever started it. */
export interface HostProcess {
  /** Undefined until it runs. */
  readonly pid: number | undefined;
  /** Structured clones, in order; nothing where the process is gone. */
  send(message: unknown): void;
  onMessage(receive: (message: unknown) => void): void;
  /** @param tell called with how the process ended, also where it could not start */
  onEnd(tell: (how: string) => void): void;
  /** Ends it at once, also in the middle of a native call. */
  kill(): void;
}

/** How a host's process is started. */
export type HostLauncher = (options: {
  /** For sentences: 'the teacher'. */
  readonly title: string;
  readonly entry: URL;
}) => HostProcess;
