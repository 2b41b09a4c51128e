import { z } from 'zod';
import type { Split } from './draft.ts';
import type { RecipeKind } from './recipes/recipes.ts';

/** What the forms of a new project and a new run are made from. */
export interface RecentProject {
  readonly folder: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly isThere: boolean;
}

export interface MachineFacts {
  /** Those that compute; the threads of one share its arithmetic. */
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
  readonly kind: RecipeKind;
  /** Set where the kind has several. */
  readonly variant: string | null;
  readonly plainName: string;
  readonly paperName: string;
  readonly explanation: string;
  readonly needs: readonly ('seed' | 'validation' | 'corpus')[];
  readonly isSuggested: boolean;
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
  /** To choose from, where it is no number. */
  readonly options: readonly string[] | null;
}

export interface ModelEntry {
  readonly name: string;
  readonly roles: readonly string[];
  readonly licence: string;
  readonly bytes: number;
  readonly state: string;
  readonly path: string | null;
  /** What it takes in each role in which that is known. */
  readonly memory: Readonly<Partial<Record<'teacher' | 'encoder' | 'student', MemoryNeed>>>;
  /** The machine's free memory, now. */
  readonly freeBytes: number;
}

export interface MemoryNeed {
  readonly bytes: number;
  /** Whether it takes more than this, and how much more is not known. */
  readonly isLeast: boolean;
  /** What the figure holds for: 'with 4,096 tokens of context' */
  readonly basis: string;
}

/** A GPU that llama.cpp can use. */
export interface Gpu {
  /** 'cuda', 'vulkan' or 'metal' */
  readonly interface: string;
  readonly names: readonly string[];
  readonly totalBytes: number;
  readonly freeBytes: number;
}

/** What of the machine runs may take. */
export const computeSchema = z.object({
  /** None stands for every physical core. */
  threads: z.int().min(1).max(1024).optional(),
  /** Layers of the teacher that a GPU computes. */
  gpuLayers: z.union([z.literal('auto'), z.int().min(0).max(1000)]).default(0),
  /** Whether students train on an NVIDIA GPU, where they can. */
  studentOnGpu: z.boolean().optional(),
});

/** What outlives projects: a person's name and preferences. */
export interface Settings {
  readonly reviewer: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly projectsFolder?: string | undefined;
  readonly compute: z.output<typeof computeSchema>;
}
