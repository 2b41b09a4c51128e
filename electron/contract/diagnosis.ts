/** The state of an installation and its machine, as `stillroom doctor` reports it. */
export interface Diagnosis {
  /**
   * Versions of Stillroom, Node, Electron and the packages with native code; null for a missing
   * one.
   */
  readonly versions: Readonly<Record<string, string | null>>;
  /** 'linux x64 6.1.0' */
  readonly system: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Free bytes of the disk that holds the data folder; null if the system does not report it. */
  readonly freeDiskBytes: number | null;
  /** A description of the GPU; null if llama.cpp finds none or could not be asked. */
  readonly gpu: string | null;
  readonly modelsFolder: string;
  /** Names of the installed models, the catalogue's first. */
  readonly models: readonly string[];
  readonly projectsFolder: string;
  readonly logFile: string;
  /**
   * Sockets of this process and its children, such as 'tcp 8080 of process 17'; null if the system
   * does not report them.
   */
  readonly sockets: readonly string[] | null;
  readonly findings: readonly Finding[];
}

/** Something that is missing or does not work. */
export interface Finding {
  /** What the problem is, and how to fix it. */
  readonly sentence: string;
  /** Whether Stillroom cannot run without it. */
  readonly isNecessary: boolean;
}

/** The part of the log that is shown. */
export interface LogEnd {
  readonly file: string;
  /** The end of the log, oldest line first; empty if there is none. */
  readonly lines: readonly string[];
}
