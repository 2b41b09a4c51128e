import { eventIterator, oc, type } from '@orpc/contract';
import { z } from 'zod';
import type { AttributesPage } from './attributesPage.ts';
import type { LogEnd } from './diagnosis.ts';
import { type DocumentTraces, keepSchema } from './documentTraces.ts';
import { draftSchema } from './draft.ts';
import {
  addedEndpointSchema,
  type EndpointCheck,
  type EndpointPool,
  endpointChoiceSchema,
  type KeychainState,
  newEndpointSchema,
  poolNameSchema,
} from './endpoints.ts';
import { goldPartSchema, templatesSchema } from './experiment.ts';
import { exportRequestSchema } from './exportRequest.ts';
import { fileReadingSchema } from './fileReading.ts';
import {
  computeSchema,
  type FilePreview,
  type FormField,
  type GoldCheck,
  type GoldRepeats,
  type Gpu,
  type MachineFacts,
  type ModelEntry,
  type ProjectContents,
  type RecentProject,
  type RecipeForm,
  type Settings,
} from './forms.ts';
import { type LabelTask, labelOrderSchema } from './label.ts';
import { type MapPoints, type MeasuresPage, measureNames } from './measures.ts';
import type { Outgoing } from './outgoing.ts';
import type { TablesPage } from './paperTableView.ts';
import { attributesSchema, attrprompt } from './recipes/attrprompt.ts';
import { recipeSchema } from './recipes/recipes.ts';
import type { ExportedFile, ResultsPage, StudentSummary } from './results.ts';
import {
  type Audit,
  type ReviewOutcome,
  type ReviewRow,
  type RowLineage,
  reviewActionSchema,
  reviewFilterSchema,
  reviewSortSchema,
} from './review.ts';
import type { ReviewsFile } from './reviewsFile.ts';
import type { RunEstimate } from './runEstimate.ts';
import { PIECE_BYTES, sentFileSchema } from './sentFile.ts';
import type { Snapshot } from './snapshot.ts';
import type { CorpusHit, CorpusPage, PromptPreview } from './texts.ts';
import {
  thresholdSchema,
  type UseRow,
  type UseSummary,
  useOrders,
  useSourceSchema,
  type ValidationCoverage,
} from './use.ts';

/**
 * Everything that a window can ask of the engine, over any of its transports.
 *
 * A refused call fails with one of three typed errors, so that a window can explain it to the user.
 * The fourth way to fail, a lost connection, has no message; the transport detects it.
 */
const procedure = oc.errors({
  /** The user can fix it: the message says how. */
  BAD_INPUT: { status: 422, data: z.object({ message: z.string() }) },
  CANCELLED: { status: 499, data: z.object({ message: z.string() }) },
  /** A bug in Stillroom: the message is meant for a bug report. */
  FAULT: { status: 500, data: z.object({ message: z.string() }) },
});

const rowIds = z.array(z.int()).min(1).max(1_000_000);
/** Rows by id, or all rows of a view. */
const rows = z.union([rowIds, z.strictObject({ view: z.string() })]);
const measureName = z.enum(measureNames);
const inOrder = z.strictObject({ order: labelOrderSchema });

export const api = {
  /** The whole state, first at once and then after each change, at most a few times a second. */
  watch: procedure.output(eventIterator(type<Snapshot>())),

  start: {
    recent: procedure.output(type<readonly RecentProject[]>()),
    machine: procedure.output(type<MachineFacts>()),
    open: procedure.input(z.strictObject({ folder: z.string().min(1) })),
    /** A copy of the bundled demo project, ready to run. */
    demo: procedure,
    create: procedure.input(z.strictObject({ name: z.string().trim().min(1), draft: draftSchema })),
    close: procedure,
    /** What deleting a project of the list would remove. */
    contents: procedure
      .input(z.strictObject({ folder: z.string().min(1) }))
      .output(type<ProjectContents>()),
    /** Deletes a project of the list, and takes it from the list. */
    delete: procedure
      .input(z.strictObject({ folder: z.string().min(1) }))
      .output(type<ProjectContents>()),
    /** Takes a project that is no longer there from the list. */
    forget: procedure.input(z.strictObject({ folder: z.string().min(1) })),
  },

  project: {
    /** The settings for training a student, as a form. */
    studentForm: procedure.output(type<readonly FormField[]>()),
    dataMapForm: procedure.output(type<readonly FormField[]>()),
    /** The settings of the next run; existing runs do not change. */
    save: procedure.input(z.strictObject({ draft: draftSchema })),
  },

  files: {
    /** Stores a piece of a user's file, under the file's name; the pieces come one after the other. */
    send: procedure.input(
      z.strictObject({
        upload: z.uuid(),
        at: z.int().min(0),
        piece: z.file().max(PIECE_BYTES),
      }),
    ),
    /** Keeps a file that was sent for the project being created, and previews it. */
    take: procedure.input(sentFileSchema).output(type<FilePreview>()),
    /** The same for labelled examples, which are rows of a table. */
    takeRows: procedure.input(sentFileSchema).output(type<FilePreview>()),
    /** Previews a file that was sent again, read in another way. */
    lookAgain: procedure
      .input(
        z.strictObject({
          file: z.string().min(1),
          reading: fileReadingSchema,
          /** Whether each line of a text file is a text, or all of it is a document. */
          as: z.enum(['documents', 'texts']),
        }),
      )
      .output(type<FilePreview>()),
    /** What a file of labelled examples that was sent has twice, by the columns that were chosen. */
    repeats: procedure.input(goldPartSchema).output(type<GoldRepeats>()),
    /**
     * Keeps one of several text files in a folder that the page identifies by an id of its own.
     */
    takeInto: procedure.input(
      z.strictObject({ folder: z.uuid(), path: z.string().min(1), upload: z.uuid() }),
    ),
    /** Previews the files stored in such a folder under the first part of their paths. */
    lookInto: procedure
      .input(z.strictObject({ folder: z.uuid(), name: z.string().min(1) }))
      .output(type<FilePreview>()),
    /**
     * Reads gold as a run would, and counts it; duplicates across splits are errors that name their
     * lines.
     */
    checkGold: procedure.input(z.strictObject({ draft: draftSchema })).output(type<GoldCheck>()),
  },

  /** Labelling the user's own documents without seeing a guess, for users who have no gold. */
  label: {
    next: procedure.input(inOrder).output(type<LabelTask>()),
    give: procedure
      .input(inOrder.extend({ place: z.int(), label: z.string().nullable() }))
      .output(type<LabelTask>()),
    undo: procedure.input(inOrder).output(type<LabelTask>()),
  },

  prompts: {
    /** Uses the given unsaved templates if there are any, otherwise the project's. */
    preview: procedure
      .input(z.strictObject({ templates: templatesSchema.optional() }))
      .output(type<readonly PromptPreview[]>()),
    /** The next run uses these; templates that are left out come from the prompt set. */
    save: procedure.input(z.strictObject({ templates: templatesSchema })),
    /** The teacher's answer to a prompt, generated now; refused during a run. */
    tryOut: procedure
      .input(z.strictObject({ text: z.string().min(1).max(20_000), chat: z.boolean() }))
      .output(type<{ readonly output: string; readonly seconds: number }>()),
  },

  corpus: {
    page: procedure
      .input(z.strictObject({ from: z.int().min(0), count: z.int().min(1).max(200) }))
      .output(type<CorpusPage>()),
    /** The passages of the last run that are nearest to a text. */
    search: procedure
      .input(z.strictObject({ query: z.string().trim().min(1).max(2000) }))
      .output(type<readonly CorpusHit[]>()),
    /** What the project has of a document. */
    traces: procedure
      .input(z.strictObject({ key: z.string().length(64) }))
      .output(type<DocumentTraces>()),
    /** Deletes a document and all that came from it but what is to be kept. */
    delete: procedure
      .input(z.strictObject({ key: z.string().length(64), keep: keepSchema }))
      .output(type<DocumentTraces>()),
  },

  /** What AttrPrompt's rows differ in. */
  attributes: {
    /** @throws for a task or a prompt set that AttrPrompt cannot write rows for */
    page: procedure.output(type<AttributesPage>()),
    /** Lets the teacher list what has no values, in a job that can be cancelled; changes no draft. */
    list: procedure.input(z.strictObject({ recipe: attrprompt.schema })),
    /** The next run uses these; attributes of the prompt set that are left out are listed by its teacher. */
    save: procedure.input(z.strictObject({ attributes: attributesSchema })),
  },

  run: {
    forms: procedure.output(type<readonly RecipeForm[]>()),
    /** The estimated cost of a run, from a probe of this machine with the run's own models. */
    estimate: procedure.input(z.strictObject({ recipe: recipeSchema })).output(type<RunEstimate>()),
    start: procedure.input(z.strictObject({ recipe: recipeSchema })),
    /** Resumes the last run's experiment. */
    resume: procedure,
    pause: procedure,
    /** Stops a run at once and frees its models' memory; recorded work is kept. */
    stop: procedure,
  },

  review: {
    /** Fixes which rows are shown and in which order; rows that change keep their position. */
    view: procedure
      .input(
        z.strictObject({
          filter: reviewFilterSchema,
          sort: reviewSortSchema,
          first: z.int().min(0).max(500),
        }),
      )
      .output(
        type<{
          readonly view: string;
          readonly total: number;
          /** The first rows, which a window shows at once. */
          readonly first: readonly ReviewRow[];
        }>(),
      ),
    rows: procedure
      .input(
        z.strictObject({ view: z.string(), from: z.int().min(0), count: z.int().min(1).max(500) }),
      )
      .output(type<readonly ReviewRow[]>()),
    facets: procedure.output(
      type<{
        readonly recipes: readonly string[];
        readonly rounds: readonly number[];
        readonly reviewers: readonly string[];
        /** Rows that have a confidence. */
        readonly judged: number;
        /** Rows whose label a judge of the label gate contradicts. */
        readonly doubted: number;
        readonly guidelines: string;
      }>(),
    ),
    lineage: procedure.input(z.strictObject({ row: z.int() })).output(type<RowLineage>()),
    act: procedure
      .input(z.strictObject({ rows, action: reviewActionSchema }))
      .output(type<ReviewOutcome>()),
    /** What an action would change, before it is applied. */
    preview: procedure
      .input(z.strictObject({ rows, action: reviewActionSchema }))
      .output(type<{ readonly changes: number; readonly sentence: string }>()),
    undo: procedure.output(type<ReviewOutcome>()),
    redo: procedure.output(type<ReviewOutcome>()),
    guidelines: procedure.input(z.strictObject({ text: z.string().max(1_000_000) })),
  },

  audit: {
    state: procedure.output(type<Audit | null>()),
    begin: procedure
      .input(z.strictObject({ size: z.int().min(1).max(10_000) }))
      .output(type<Audit>()),
    answer: procedure
      .input(z.strictObject({ row: z.int(), label: z.string().nullable() }))
      .output(type<Audit>()),
  },

  results: {
    page: procedure.output(type<ResultsPage>()),
    /** Trains a new student on the reviewed rows, and measures it like any other. */
    retrain: procedure.input(z.strictObject({ only: z.enum(['accepted', 'notRejected']) })),
  },

  /** What the rows themselves are like. */
  measures: {
    /** Null before the first run. */
    page: procedure.output(type<MeasuresPage | null>()),
    /** Makes the outdated measures in a job that can be cancelled. */
    begin: procedure,
    /** The picture of a measure; null without one. */
    map: procedure.input(z.strictObject({ name: measureName })).output(type<MapPoints | null>()),
    /** Writes results and measures as one page of HTML. */
    report: procedure.output(type<ExportedFile>()),
    /** A row in a picture. */
    row: procedure
      .input(z.strictObject({ row: z.int() }))
      .output(type<{ readonly text: string; readonly label: string; readonly recipe: string }>()),
  },

  use: {
    students: procedure.output(type<readonly StudentSummary[]>()),
    /** Keeps a file of texts that was sent, and previews it. */
    take: procedure.input(sentFileSchema).output(type<FilePreview>()),
    /** Labels texts in a job that can be cancelled; texts labelled by then are kept. */
    begin: procedure.input(z.strictObject({ student: z.string(), source: useSourceSchema })),
    /** Null if no student was used yet. */
    summary: procedure
      .input(z.strictObject({ threshold: thresholdSchema }))
      .output(type<UseSummary | null>()),
    rows: procedure
      .input(
        z.strictObject({
          order: z.enum(useOrders),
          from: z.int().min(0),
          count: z.int().min(1).max(500),
        }),
      )
      .output(type<readonly UseRow[]>()),
    /** The effect of a threshold on the validation texts of the student's run. */
    coverage: procedure
      .input(z.strictObject({ student: z.string() }))
      .output(type<ValidationCoverage>()),
    save: procedure
      .input(z.strictObject({ threshold: thresholdSchema }))
      .output(type<ExportedFile>()),
    /** Queues the texts below the threshold for people to label, the least certain first. */
    labelUncertain: procedure
      .input(z.strictObject({ threshold: thresholdSchema }))
      .output(type<{ readonly queued: number; readonly sentence: string }>()),
  },

  export: {
    write: procedure.input(exportRequestSchema).output(type<ExportedFile>()),
    /** Asks the user for a folder; null if they choose none. Only the desktop app can ask. */
    chooseFolder: procedure.output(type<{ readonly folder: string | null }>()),
    /** Shows a file or folder that was exported since the start in the system's file manager. */
    show: procedure.input(z.strictObject({ path: z.string().min(1) })),
    /** The number of rows that each choice writes. */
    counts: procedure.output(type<{ readonly accepted: number; readonly notRejected: number }>()),
    /** Previews a file of Label Studio or Argilla, and reports what importing it would change. */
    readReviews: procedure.input(sentFileSchema).output(type<ReviewsFile>()),
    /** Imports the decisions that people made there; a single undo reverts it. */
    takeReviews: procedure
      .input(z.strictObject({ file: z.string().min(1) }))
      .output(type<ReviewOutcome>()),
  },

  tables: {
    /** @param folder where tables were made; by default the folder for new projects */
    page: procedure
      .input(z.strictObject({ folder: z.string().trim().min(1).optional() }))
      .output(type<TablesPage>()),
  },

  models: {
    list: procedure.output(type<readonly ModelEntry[]>()),
    get: procedure.input(z.strictObject({ name: z.string() })),
    cancel: procedure.input(z.strictObject({ job: z.string() })),
    verify: procedure
      .input(z.strictObject({ name: z.string() }))
      .output(type<{ readonly sentence: string }>()),
    remove: procedure.input(z.strictObject({ name: z.string() })),
  },

  /** Teachers on other machines. No key is among the answers. */
  endpoints: {
    list: procedure.output(type<readonly EndpointPool[]>()),
    /** What would leave this computer with this server added; adds nothing and connects to none. */
    preview: procedure.input(newEndpointSchema).output(type<Outgoing>()),
    keychain: procedure.output(type<KeychainState>()),
    /** Adds a server to the teacher of this name; connects to none. */
    add: procedure.input(addedEndpointSchema).output(type<EndpointPool>()),
    /** Asks a teacher's servers what they can do, with texts of Stillroom's own; can be cancelled. */
    check: procedure.input(poolNameSchema).output(type<readonly EndpointCheck[]>()),
    remove: procedure.input(endpointChoiceSchema),
  },

  settings: {
    get: procedure.output(type<Settings>()),
    set: procedure.input(
      z.strictObject({
        reviewer: z.string().trim().min(1).max(200).optional(),
        theme: z.enum(['system', 'light', 'dark']).optional(),
        projectsFolder: z.string().trim().min(1).optional(),
        compute: computeSchema.strict().optional(),
      }),
    ),
    /** Null if llama.cpp finds no GPU. */
    gpu: procedure.output(type<Gpu | null>()),
    log: procedure.output(type<LogEnd>()),
    /** This installation, the machine and the end of the log, for a user who reports a bug. */
    bugReport: procedure.output(type<{ readonly text: string }>()),
  },
};
