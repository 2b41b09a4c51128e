import { createReadStream } from 'node:fs';
import { access, constants, open, rename, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { checkFile } from './checkFile.ts';
import { explainFolderFault } from './explainFolderFault.ts';
import { meterTransfer } from './modelProgress.ts';
import {
  type ModelRecord,
  modelFolderPath,
  type RecordedFile,
  writeRecord,
} from './modelRecord.ts';
import { copyPartName, discardCopyParts, discardPart, partSize } from './partFile.ts';
import { requireReplaceable } from './requireReplaceable.ts';
import { withFolderLock } from './storeLock.ts';
import type { CheckOptions } from './userModel.ts';

export interface Carrying {
  readonly record: ModelRecord;
  /** File name in the record -> its current absolute path. */
  readonly files: Readonly<Record<string, string>>;
  /** The folder of models to copy to. */
  readonly to: string;
  /** The record of this model in that folder, whose files may be replaced. */
  readonly present: ModelRecord | undefined;
  /** What to do if one of those files does not match the record. */
  readonly wayOut: string;
}

/**
 * Copies a model into another folder of models, whose record then identifies the model. Each file
 * must match the record byte for byte before it gets its final name. An interrupted copy leaves
 * `.part` files, from which the next one resumes. Nothing that Stillroom did not write is replaced.
 * @throws BadInput that names the file that is missing, truncated or altered, or the problem with
 *   the folder; the signal's reason when aborted.
 */
export async function carryModel(carrying: Carrying, options: CheckOptions): Promise<ModelRecord> {
  const { record, present, to } = carrying;
  const folder = modelFolderPath(to, record.name);
  try {
    return await withFolderLock(folder, async () => {
      await requireReplaceable(folder, record, present, options.signal);
      await requireRoom(carrying, folder);
      for (const name of Object.keys(record.files)) await requireWhole(carrying, name);
      const files = await copyAll(carrying, folder, options);
      // a file may have been put there while the copy was made
      await requireReplaceable(folder, record, present, options.signal);
      for (const name of Object.keys(files)) {
        await rename(partOf(record, folder, name), join(folder, name));
      }
      const carried: ModelRecord = { ...record, source: 'pack', files };
      await writeRecord(to, carried);
      await discardCopyParts(folder); // of an earlier copy of another version
      return carried;
    });
  } catch (error) {
    throw sayWhatToDo(error, to);
  }
}

function partOf({ files }: ModelRecord, folder: string, name: string): string {
  return join(folder, copyPartName(files[name]!.sha256, Object.keys(files).indexOf(name)));
}

/** Checked before hours of copying rather than after. */
async function requireRoom({ record, to }: Carrying, folder: string): Promise<void> {
  let needed = 0;
  for (const [name, { bytes }] of Object.entries(record.files)) {
    needed += Math.max(0, bytes - (await partSize(partOf(record, folder, name))));
  }
  const { bavail, bsize } = await statfs(folder);
  if (needed <= bavail * bsize) return;
  throw new BadInput(
    `There is no room for the model '${record.name}': it needs ${megabytes(needed)}, and ${megabytes(bavail * bsize)} are free in ${to}. Nothing was copied.`,
  );
}

/**
 * Deletes everything if the model turns out to be another one; keeps everything if the copy was
 * interrupted.
 */
async function copyAll(
  carrying: Carrying,
  folder: string,
  options: CheckOptions,
): Promise<Record<string, RecordedFile>> {
  const names = Object.keys(carrying.record.files);
  const files: Record<string, RecordedFile> = {};
  try {
    for (const name of names) files[name] = await copyChecked(carrying, folder, name, options);
    return files;
  } catch (error) {
    if (error instanceof BadInput) await discardCopyParts(folder);
    throw error;
  }
}

async function copyChecked(
  { record, files, wayOut }: Carrying,
  folder: string,
  name: string,
  { onProgress, signal }: CheckOptions,
): Promise<RecordedFile> {
  const { kind, bytes, sha256 } = record.files[name]!;
  const source = files[name]!;
  const part = partOf(record, folder, name);
  for (;;) {
    const begunAt = await copyRest(source, part, bytes, { onProgress, signal }, name);
    try {
      const onBytes = meterTransfer({ step: 'verify', source: 'disk', file: name }, onProgress);
      const checked = await checkFile(part, kind, { bytes, sha256 }, onBytes, signal);
      return { path: name, kind, ...checked };
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      await discardPart(part);
      // it may have been the part file of an earlier copy
      if (begunAt === 0) throw new BadInput(`${error.message.replace(part, source)} ${wayOut}`);
    }
  }
}

async function requireWhole({ record, files, wayOut }: Carrying, name: string): Promise<void> {
  const source = files[name]!;
  const { bytes } = record.files[name]!;
  const found = await stat(source).catch(() => undefined);
  if (!found?.isFile()) throw new BadInput(`${source}: there is no such file. ${wayOut}`);
  await access(source, constants.R_OK).catch(() => {
    throw new BadInput(`${source}: you may not read this file. Ask whoever owns it to allow that.`);
  });
  if (found.size === bytes) return;
  throw new BadInput(
    `${source}: the size check failed: the file has ${found.size.toLocaleString('en-US')} bytes and ${bytes.toLocaleString('en-US')} are expected, so it is ${found.size < bytes ? 'cut short or ' : ''}another file. ${wayOut}`,
  );
}

/** @returns the byte that it started at */
async function copyRest(
  source: string,
  part: string,
  bytes: number,
  { onProgress, signal }: CheckOptions,
  file: string,
): Promise<number> {
  if ((await partSize(part)) > bytes) await discardPart(part);
  const begunAt = await partSize(part);
  const onBytes = meterTransfer({ step: 'copy', source: 'disk', file }, onProgress);
  const target = await open(part, 'a');
  try {
    let done = begunAt;
    const start = { start: begunAt, highWaterMark: 1 << 20, ...(signal && { signal }) };
    for await (const chunk of createReadStream(source, start)) {
      await target.writeFile(chunk as Buffer);
      done += (chunk as Buffer).length;
      onBytes(done, bytes);
    }
    // the user may unplug the drive as soon as we report success
    await target.sync();
  } finally {
    await target.close();
  }
  return begunAt;
}

const GOES_ON = 'the same command then resumes the copy.';

/** What can end a copy although the folder may be written to, by the system's error code. */
const REASONS: Readonly<Record<string, string>> = {
  ENOSPC: `there is no room left. Make some; ${GOES_ON}`,
  EDQUOT: `your share of its drive is used up. Make room; ${GOES_ON}`,
  EFBIG:
    'its drive cannot hold a file of this size: one formatted as FAT32 stops at 4 GB. Format it as exFAT, or choose another folder.',
  EIO: `its drive, or the one that is copied from, does not answer. Plug it in again; ${GOES_ON}`,
};

function sayWhatToDo(error: unknown, folder: string): unknown {
  const reason = REASONS[(error as NodeJS.ErrnoException).code ?? ''];
  return reason ? new BadInput(`${folder}: ${reason}`) : explainFolderFault(error, folder);
}

const megabytes = (bytes: number) => `${Math.ceil(bytes / 1e6).toLocaleString('en-US')} MB`;
