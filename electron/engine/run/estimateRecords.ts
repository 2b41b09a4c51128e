import { existsSync, readFileSync } from 'node:fs';
import { cpus } from 'node:os';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Experiment } from '../../contract/experiment.ts';
import { recipeId } from '../../contract/recipes/recipes.ts';
import { layoutName, type TeacherLayout } from '../../contract/teacherLayout.ts';
import { dataFolder } from '../files/dataFolder.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { contentHash } from '../journal/contentHash.ts';
import type { Compute } from '../runtime/hosts.ts';
import type { RunTeacher } from '../runtime/runModels.ts';

/** An estimate as a run finds it. */
export const keptEstimateSchema = z.object({
  /** What it holds for: see `estimateSetting`. */
  setting: z.string(),
  seconds: z.number().positive(),
  least: z.number(),
  most: z.number(),
  /** The same before earlier runs corrected it. */
  measuredSeconds: z.number().positive(),
});
export type KeptEstimate = z.output<typeof keptEstimateSchema>;

const runSchema = z.object({
  setting: z.string(),
  /** The ids of its recipes, joined. */
  recipes: z.string(),
  measuredSeconds: z.number().positive(),
  /** Its seconds as a multiple of these. */
  ratio: z.number().positive(),
});
/** A run that had an estimate. */
export type EstimatedRun = z.output<typeof runSchema>;

const fileSchema = z.object({
  format: z.literal(1),
  /** Estimates of runs that have not begun, the newest last. */
  estimates: z.array(keptEstimateSchema.extend({ experiment: z.string() })),
  /** The newest last. */
  runs: z.array(runSchema),
});
type Kept = z.output<typeof fileSchema>;

const MOST_ESTIMATES = 20;
const MOST_RUNS = 100;

/** The machine, teacher and layout that an estimate holds for, hashed. */
export function estimateSetting(
  { identity, endpoints }: RunTeacher,
  layout: TeacherLayout | undefined,
  { gpuLayers = 0, studentOnGpu = false, threads }: Compute = {},
): string {
  return contentHash({
    ...{ identity, gpuLayers, studentOnGpu, threads: threads ?? null },
    servers: endpoints?.endpoints.map(({ url }) => url).toSorted() ?? [],
    layout: layout ? layoutName(layout) : null,
    processors: cpus().length,
    processor: cpus()[0]?.model ?? null,
  });
}

export const recipesOf = ({ recipes }: Pick<Experiment, 'recipes'>): string =>
  recipes.map(recipeId).join(' ');

/**
 * The estimates on this machine and the runs that had one, in the data folder: they say something of the
 * machine, whichever project a run is of. There is no text and no path among them.
 */
export const estimateRecords = {
  /** Keeps an estimate until its run begins; it replaces an older one. */
  keep(experiment: Experiment, estimated: KeptEstimate): void {
    const { estimates, runs } = read();
    const hash = contentHash(experiment);
    const others = estimates.filter((one) => one.experiment !== hash);
    const kept = [...others, { ...estimated, experiment: hash }].slice(-MOST_ESTIMATES);
    write({ format: 1, estimates: kept, runs });
  },
  find(experiment: Experiment): KeptEstimate | undefined {
    const hash = contentHash(experiment);
    const found = read().estimates.find((one) => one.experiment === hash);
    return found && keptEstimateSchema.parse(found);
  },
  /** To be called when the run has it, so that no later run takes it for its own. */
  drop(experiment: Experiment): void {
    const { estimates, runs } = read();
    const hash = contentHash(experiment);
    const left = estimates.filter((one) => one.experiment !== hash);
    write({ format: 1, estimates: left, runs });
  },
  keepRun(run: EstimatedRun): void {
    const { estimates, runs } = read();
    write({ format: 1, estimates, runs: [...runs, run].slice(-MOST_RUNS) });
  },
  /** The newest last. */
  runs: (): readonly EstimatedRun[] => read().runs,
};

const recordsFile = () => path.join(dataFolder(), 'estimates.json');

/** A file that cannot be read is replaced by the next estimate: all that is lost is a correction. */
function read(): Kept {
  const nothing: Kept = { format: 1, estimates: [], runs: [] };
  if (!existsSync(recordsFile())) return nothing;
  try {
    return fileSchema.parse(JSON.parse(readFileSync(recordsFile(), 'utf8')));
  } catch {
    return nothing;
  }
}

/** A disk that refuses to be written to ends no run: all that is lost is a correction. */
function write(kept: Kept): void {
  try {
    makeFolder(dataFolder());
    writeWhole(recordsFile(), `${JSON.stringify(kept, null, 2)}\n`);
  } catch (error) {
    if (!(explainDiskFault(error) instanceof BadInput)) throw error;
  }
}
