/** What there is to know of an installation and its machine, as `stillroom doctor` tells it. */
export interface Diagnosis {
  /** Stillroom, Node, Electron and the packages with native code; null for one that is not there. */
  readonly versions: Readonly<Record<string, string | null>>;
  /** 'linux x64 6.1.0' */
  readonly system: string;
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeMemoryBytes: number;
  /** Free bytes of the disk that holds the data folder; null where the system does not tell. */
  readonly freeDiskBytes: number | null;
  /** The GPU in words; null where llama.cpp finds none or could not be asked. */
  readonly gpu: string | null;
  readonly modelsFolder: string;
  /** Names of the models that are here, the catalogue's first. */
  readonly models: readonly string[];
  readonly projectsFolder: string;
  readonly logFile: string;
  /** Sockets of this process and those it started, 'tcp 8080 of process 17'; null where the system does not tell. */
  readonly sockets: readonly string[] | null;
  readonly findings: readonly Finding[];
}

/** Something that is missing or does not work. */
export interface Finding {
  /** What it is, and what to do. */
  readonly sentence: string;
  /** Whether Stillroom cannot run without it. */
  readonly isNecessary: boolean;
}

/** What there is to see of the log. */
export interface LogEnd {
  readonly file: string;
  /** The end of it, oldest first; empty where there is none. */
  readonly lines: readonly string[];
}
