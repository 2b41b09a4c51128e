import type { Split } from './draft.ts';

/** What the forms of a new project and a new run are made from. */
export interface RecentProject {
  readonly folder: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly isThere: boolean;
}

export interface MachineFacts {
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeBytes: number;
  readonly projectsFolder: string;
  readonly modelsFolder: string;
  readonly version: string;
}

/** The beginning of a file, so that a person can say which column is what. */
export interface FilePreview {
  readonly file: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly sample: readonly Readonly<Record<string, string>>[];
  /** For columns with few different values: each value and how often it is there. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
}

export interface GoldCheck {
  /** Rows of each split by label; null where nothing is given. */
  readonly splits: Readonly<Record<Split, Readonly<Record<string, number>> | null>>;
  readonly documents: number | null;
  readonly duplicates: number;
}

/** A recipe as a form: made from its schema, so that no default or source is written twice. */
export interface RecipeForm {
  readonly kind: 's3' | 'synthesizrr';
  /** Set where the kind has several. */
  readonly variant: string | null;
  readonly plainName: string;
  readonly paperName: string;
  readonly description: string;
  readonly needs: readonly ('seed' | 'validation' | 'corpus')[];
  readonly suggested: boolean;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly description: string;
  readonly source: string | null;
  readonly default: number | string | null;
  readonly min: number | null;
  /** Greater than this, where the limit itself is out. */
  readonly above: number | null;
  readonly max: number | null;
  readonly whole: boolean;
}

export interface ModelEntry {
  readonly name: string;
  readonly roles: readonly string[];
  readonly licence: string;
  readonly bytes: number;
  readonly state: string;
  readonly path: string | null;
  /** Whether this machine can hold it: 'fits', or what it lacks. */
  readonly fit: string;
}
