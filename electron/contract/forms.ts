import { z } from 'zod';
import type { Split } from './draft.ts';
import type { FileKind } from './fileKinds.ts';
import type { FileReading } from './fileReading.ts';
import type { RecipeKind } from './recipes/recipes.ts';
import { layoutChoiceSchema } from './teacherLayout.ts';
import { type WorkCondition, workTimeSchema } from './workTime.ts';

/** The data behind the forms of a new project and a new run. */
export interface RecentProject {
  readonly folder: string;
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly openedAt: number;
  readonly isThere: boolean;
}

/** What deleting a project removes, and what it leaves. */
export interface ProjectContents {
  readonly folder: string;
  readonly files: number;
  readonly bytes: number;
  /** Entries of the folder that Stillroom did not put there: they stay. */
  readonly left: readonly string[];
}

export interface MachineFacts {
  /** Physical cores: the threads of one core share its arithmetic units. */
  readonly cores: number;
  readonly memoryBytes: number;
  readonly freeBytes: number;
  readonly projectsFolder: string;
  readonly modelsFolder: string;
  readonly version: string;
  /** What a run's work can depend on here. */
  readonly conditions: readonly WorkCondition[];
}

/** How a file is read. */
export interface ReadAs {
  readonly kind: FileKind | 'folder';
  /** The name by which `TextDecoder` knows it; null for a kind that has none. */
  readonly encoding: string | null;
  /** What parts the fields of a table; null for other kinds. */
  readonly delimiter: string | null;
  /** The sheet of a workbook that is read, and the number of the others. */
  readonly sheet: { readonly name: string; readonly others: number } | null;
}

/** The first rows of a file, so that a person can say what each column holds. */
export interface FilePreview extends ReadAs {
  /** The settings that it was read with. */
  readonly reading: FileReading;
  readonly file: string;
  readonly name: string;
  readonly rows: number;
  readonly columns: readonly string[];
  readonly sample: readonly Readonly<Record<string, string>>[];
  /** For columns with few distinct values: each value and its count. */
  readonly values: Readonly<Record<string, Readonly<Record<string, number>>>>;
  /** Why a table's first row looks like a row and no header; null if it looks like one. */
  readonly headerDoubt: string | null;
  /** How many documents were left out since an earlier one has the same text, or they have none. */
  readonly duplicates: number;
  readonly empty: number;
  /** Files of a folder that are no documents. */
  readonly otherFiles: number;
}

/** What a file of labelled examples has twice, as sentences; null where it has nothing so. */
export interface GoldRepeats {
  /** Rows with the text and the label of an earlier one. */
  readonly same: string | null;
  /** Rows with the text of an earlier one, and another label. */
  readonly contrary: string | null;
}

export interface GoldCheck {
  /** Rows of each split by label; null if the split is not given. */
  readonly splits: Readonly<Record<Split, Readonly<Record<string, number>> | null>>;
  readonly documents: number | null;
  readonly duplicates: number;
}

/** A recipe as a form, generated from its schema so that no default or source is written twice. */
export interface RecipeForm {
  readonly kind: RecipeKind;
  /** Set if the kind has several variants. */
  readonly variant: string | null;
  readonly plainName: string;
  readonly paperName: string;
  readonly explanation: string;
  readonly needs: readonly ('seed' | 'validation' | 'corpus' | 'teacher')[];
  readonly isSuggested: boolean;
  readonly fields: readonly FormField[];
}

export interface FormField {
  readonly name: string;
  readonly description: string;
  readonly source: string | null;
  readonly default: number | string | null;
  readonly min: number | null;
  /** Set if the value must be greater than this limit, which is itself not allowed. */
  readonly above: number | null;
  readonly max: number | null;
  readonly whole: boolean;
  /** The options, if the field is not a number. */
  readonly options: readonly string[] | null;
}

export interface ModelEntry {
  readonly name: string;
  readonly roles: readonly string[];
  readonly licence: string;
  readonly bytes: number;
  readonly state: string;
  readonly path: string | null;
  /** The memory that the model takes in each role for which it is known. */
  readonly memory: Readonly<Partial<Record<'teacher' | 'encoder' | 'student', MemoryNeed>>>;
  /** The machine's free memory now. */
  readonly freeBytes: number;
}

export interface MemoryNeed {
  readonly bytes: number;
  /** Whether it takes more than this by an unknown amount. */
  readonly isLeast: boolean;
  /** The condition that the figure assumes: 'with 4,096 tokens of context' */
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

/** The share of the machine that runs may use. */
export const computeSchema = z.object({
  /** Undefined stands for every physical core. */
  threads: z.int().min(1).max(1024).optional(),
  /** Number of the teacher's layers that a GPU computes. */
  gpuLayers: z.union([z.literal('auto'), z.int().min(0).max(1000)]).default(0),
  /** Undefined stands for the fastest that was measured, where it is clearly faster. */
  teacherLayout: layoutChoiceSchema.optional(),
  /** Whether students train on an NVIDIA GPU if possible. */
  studentOnGpu: z.boolean().optional(),
  /** Whether other programs go before the models' processes; undefined stands for low. */
  priority: z.enum(['low', 'normal']).optional(),
  /** Undefined stands for always. */
  workTime: workTimeSchema.optional(),
});

/** Settings that apply to all projects: a person's name and preferences. */
export interface Settings {
  readonly reviewer: string;
  readonly theme: 'system' | 'light' | 'dark';
  readonly projectsFolder?: string | undefined;
  readonly compute: z.output<typeof computeSchema>;
}
