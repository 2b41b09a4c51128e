import { existsSync } from 'node:fs';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import path from 'node:path';
import { BadInput } from '../badInput.ts';
import { readSafetensorsHeader } from '../catalog/safetensorsHeader.ts';
import { explainDiskFault } from '../diskFault.ts';
import { type NamedTensor, readTensors, writeTensors } from '../transformer/safetensors.ts';
import type { Moments } from './adamW.ts';
import type { EpochJudgement } from './dataMap.ts';
import type { Weights } from './weights.ts';

/** The figures of one epoch. Accuracies are shares of correct labels or answers, from 0 to 1. */
export interface EpochRecord {
  readonly epoch: number;
  /** Mean cross-entropy of the epoch's batches, dropout on. */
  readonly loss: number;
  /** Missing if nothing was held out. */
  readonly validationAccuracy?: number;
  /** On the training texts, without dropout, if curves were requested. */
  readonly trainingAccuracy?: number;
  /** On the watched texts, which do not influence the training. */
  readonly watchedAccuracy?: number;
}

/**
 * The state of a training between two epochs. The random streams need no state, because they are
 * named by epoch and step.
 */
export interface TrainingState {
  readonly history: readonly EpochRecord[];
  readonly weights: Weights;
  readonly moments: Moments;
  /** The weights of the best epoch so far, if they are not the current ones. */
  readonly best?: Float32Array;
  /** The training dynamics of each epoch so far, if they are recorded; otherwise empty. */
  readonly judgements: readonly EpochJudgement[];
}

/** The properties that a checkpoint shares with the training that resumes from it. */
export interface CheckpointOwner {
  /** A hash of everything that the training depends on. */
  readonly fingerprint: string;
  /** A readable description, for messages about a mismatch. */
  readonly architecture: string;
}

const FILE = 'checkpoint.safetensors';

/**
 * Writes a checkpoint to a temporary file, syncs it, and replaces the last one.
 * @throws BadInput if the disk is full; the last checkpoint is kept
 */
export async function saveCheckpoint(
  folder: string,
  owner: CheckpointOwner,
  { history, weights, moments, best, judgements }: TrainingState,
): Promise<void> {
  await mkdir(folder, { recursive: true });
  const flat = (data: Float32Array): NamedTensor => ({ shape: [data.length], data });
  const tensors = new Map([
    ['weights', flat(weights.all)],
    ['first', flat(moments.first)],
    ['second', flat(moments.second)],
    ['touched', flat(Float32Array.from(moments.touchedRows))],
    ...(best ? ([['best', flat(best)]] as const) : []),
    ...judgements.flatMap(({ probabilities, right }, epoch) => [
      [`probabilities.${epoch}`, flat(probabilities)] as const,
      [`right.${epoch}`, flat(right)] as const,
    ]),
  ]);
  const metadata = { ...owner, history: JSON.stringify(history) };
  await replaceFile(path.join(folder, FILE), (file) => writeTensors(file, tensors, metadata));
}

/**
 * The training's last checkpoint; undefined if there is no file, or if it belongs to another
 * training.
 * @throws BadInput if it belongs to another architecture, because it would then be overwritten
 */
export async function loadCheckpoint(
  folder: string,
  { fingerprint, architecture }: CheckpointOwner,
  { weights, moments }: Pick<TrainingState, 'weights' | 'moments'>,
): Promise<TrainingState | undefined> {
  const file = path.join(folder, FILE);
  if (!existsSync(file)) return undefined;
  const { metadata, tensors } = readSafetensorsHeader(file);
  // a checkpoint without this field is from an older version
  if (metadata.architecture !== undefined && metadata.architecture !== architecture) {
    throw new BadInput(
      `${file} is the checkpoint of another student: ${metadata.architecture}, and ` +
        `this is ${architecture}. Delete it if you will not resume that training, or train in another folder.`,
    );
  }
  if (metadata.fingerprint !== fingerprint) return undefined;
  const shapes = new Map([...tensors].map(([name, tensor]) => [name, tensor.shape]));
  const stored = await readTensors(file, shapes);
  weights.all.set(stored.get('weights')!);
  moments.first.set(stored.get('first')!);
  moments.second.set(stored.get('second')!);
  moments.touchedRows.set(stored.get('touched')!);
  const best = stored.get('best');
  const history = JSON.parse(metadata.history!) as EpochRecord[];
  const judgements = history.flatMap((_, epoch) => {
    const probabilities = stored.get(`probabilities.${epoch}`);
    const right = stored.get(`right.${epoch}`);
    return probabilities && right ? [{ probabilities, right }] : [];
  });
  return { history, weights, moments, judgements, ...(best ? { best } : {}) };
}

/**
 * Replaces a file's content atomically: readers see either the old content or the new.
 * @throws BadInput if the disk is full
 */
export async function replaceFile(
  file: string,
  write: (beside: string) => Promise<void>,
): Promise<void> {
  const beside = `${file}.part`;
  try {
    // made anew, so that nothing is written through a link that somebody put there
    await rm(beside, { force: true });
    await write(beside);
    await rename(beside, file);
    const folder = await open(path.dirname(file), 'r');
    await folder.sync().finally(() => folder.close());
  } catch (error) {
    await rm(beside, { force: true });
    throw explainDiskFault(error, {
      file,
      left:
        'Nothing that was saved is lost: free some space and run the same command again; it resumes ' +
        'from the last checkpoint.',
    });
  }
}
