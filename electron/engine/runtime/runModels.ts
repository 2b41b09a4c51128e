import { BadInput } from '../../../models/badInput.ts';
import { readGgufHeader } from '../../../models/catalog/ggufHeader.ts';
import type { ModelFolder, ModelStore } from '../../../models/catalog/modelStore.ts';
import type { Experiment } from '../../contract/experiment.ts';
import type { EndpointPoolEntry } from '../endpoints/endpointRegistry.ts';
import { endpointTeacherModel } from '../endpoints/endpointTeacherModel.ts';
import { contentHash, fileHash } from '../journal/contentHash.ts';
import { absentTeacher } from './absentTeacher.ts';
import { weightsOf } from './hosts.ts';
import { readEncoderConfig } from './readEncoderConfig.ts';

/** A model with a hash over all its files, because its config and tokenizer affect results too. */
export interface RunModel extends ModelFolder {
  readonly identity: string;
}

export interface RunTeacher extends RunModel {
  readonly hasChatTemplate: boolean;
  /** Undefined for a teacher of this computer. */
  readonly endpoints?: EndpointPoolEntry | undefined;
  /** Whether the experiment names no teacher. */
  readonly isAbsent?: true;
}

export type RunModels = Readonly<Record<'encoder' | 'student', RunModel>> & {
  readonly teacher: RunTeacher;
  /** Writes drafts (BARE); absent if the experiment names none. */
  readonly base?: RunTeacher;
};

/** Upper limit of the dropout rate. */
const HIGHEST_DROPOUT = 0.5;

/**
 * The experiment's models on this computer.
 * @throws BadInput for a model that is unknown, not downloaded, or of another role
 */
export async function loadRunModels(
  store: ModelStore,
  { teacher, base, encoder, student, tagger }: Experiment,
): Promise<RunModels> {
  // it is read with after the run, and a wrong name is noticed before it
  if (tagger !== undefined) await store.require(tagger, 'tagger');
  const named = teacher === undefined ? undefined : await runTeacher(store, teacher);
  const embeds = await identified(await store.require(encoder, 'encoder'));
  return {
    teacher: named ?? absentTeacher(embeds),
    ...(base === undefined ? {} : { base: await baseModel(store, base, teacher) }),
    encoder: embeds,
    student: await identified(await store.require(student.model, 'student')),
  };
}

/**
 * The teacher of this name, on this computer or on others.
 * @throws BadInput as `loadRunModels`
 */
export async function runTeacher(store: ModelStore, name: string): Promise<RunTeacher> {
  const remote = await endpointTeacherModel(store, name);
  if (remote) return remote;
  const own = await store.require(name, 'teacher');
  return {
    ...(await identified(own, readingOf(own))),
    hasChatTemplate: hasChatTemplate(own),
  };
}

/**
 * The model that writes drafts, which continues raw text and so has to be of this computer.
 * @throws BadInput for the teacher itself, a model on other machines, or as `loadRunModels`
 */
async function baseModel(
  store: ModelStore,
  name: string,
  teacher: string | undefined,
): Promise<RunTeacher> {
  if (name === teacher) {
    throw new BadInput(
      `base: ${name} is the teacher too. Leave base out, and the teacher writes the drafts itself, or name another model.`,
    );
  }
  const model = await runTeacher(store, name).catch((error: unknown) => {
    if (error instanceof BadInput) throw new BadInput(`base: ${error.message}`);
    throw error;
  });
  if (!model.endpoints) return model;
  throw new BadInput(
    `base: ${name} is a teacher on other machines, and drafts are written on this computer. Name a model of the ` +
      'Models page, or leave base out.',
  );
}

/**
 * Checks encoder and student before the teacher generates anything.
 * @throws BadInput for an architecture, a length or a dropout that cannot be trained
 */
export function checkTrainable(models: RunModels, { student }: Experiment): void {
  readEncoderConfig(models.encoder);
  const { positions, dropout, headDropout } = readEncoderConfig(models.student);
  if (student.maxLength > positions) {
    throw new BadInput(
      `student.maxLength: ${student.maxLength} tokens are more than the ${positions} positions of ` +
        `${student.model}. Set it to ${positions} or less.`,
    );
  }
  const highest = Math.max(headDropout, ...Object.values(dropout));
  if (highest > HIGHEST_DROPOUT) {
    throw new BadInput(
      `${models.student.files['config.json']}: a dropout of ${highest} is above ${HIGHEST_DROPOUT}, ` +
        'the highest that Stillroom trains with.',
    );
  }
}

/** Whether a teacher's file brings a chat template: an instruct model does, a base model does not. */
export function hasChatTemplate(teacher: ModelFolder): boolean {
  return Boolean(readGgufHeader(weightsOf(teacher)).chatTemplate);
}

/**
 * How prompts become tokens is part of what a teacher writes. SentencePiece's were tokenized in pieces,
 * with spaces too many between them, until 2 took the place of that; others gave the same tokens.
 */
function readingOf(teacher: ModelFolder): { readonly reading?: number } {
  return readGgufHeader(weightsOf(teacher)).tokenizer === 'llama' ? { reading: 2 } : {};
}

/** A model with the hash of its files, and of what else its results depend on. */
export async function identified(
  model: ModelFolder,
  more: Readonly<Record<string, number>> = {},
): Promise<RunModel> {
  const small = Object.entries(model.files).filter(([name]) => name.endsWith('.json'));
  const hashes = await Promise.all(small.map(async ([name, file]) => [name, await fileHash(file)]));
  // the mean is the usual pooling, so models that have it keep their identity
  const pooling = model.pooling === 'cls' ? { pooling: model.pooling } : {};
  return {
    ...model,
    identity: contentHash({ weights: model.sha256, files: hashes, ...pooling, ...more }),
  };
}
