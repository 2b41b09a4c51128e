import { stat } from 'node:fs/promises';
import { BadInput } from '../badInput.ts';
import { checkFile } from './checkFile.ts';
import { meterTransfer } from './modelProgress.ts';
import { type ModelRecord, pathOf, type RecordedFile, writeRecord } from './modelRecord.ts';
import type { CheckOptions } from './userModel.ts';

export type FileState = 'ready' | 'changed' | 'missing';

/** The worst state of a record's files, by size and time only. */
export async function stateOfRecord(store: string, record: ModelRecord): Promise<FileState> {
  const files = Object.values(record.files);
  const states = await Promise.all(
    files.map((file) => stateOf(pathOf(store, record.name, file), file)),
  );
  if (states.includes('missing')) return 'missing';
  return states.includes('changed') ? 'changed' : 'ready';
}

/**
 * Hashes a record's files: all of them, or only those modified since their last check.
 * @returns the record with the current file times, saved.
 * @throws BadInput if a file does not match the record.
 */
export async function checkRecord(
  store: string,
  record: ModelRecord,
  which: 'all' | 'touched',
  { onProgress, signal }: CheckOptions,
): Promise<ModelRecord> {
  const files: Record<string, RecordedFile> = {};
  let touched = false;
  for (const [name, file] of Object.entries(record.files)) {
    files[name] = file;
    const path = pathOf(store, record.name, file);
    const isTouched = (await stateOf(path, file)) !== 'ready';
    if (which === 'touched' && !isTouched) continue;
    const onBytes = meterTransfer({ step: 'verify', source: 'disk', file: name }, onProgress);
    const checked = await refusedWithWayOut(
      record,
      checkFile(path, file.kind, file, onBytes, signal),
    );
    files[name] = { ...file, ...checked };
    touched ||= isTouched;
  }
  if (!touched) return record;
  const fresh = { ...record, files };
  await writeRecord(store, fresh);
  return fresh;
}

async function stateOf(path: string, file: RecordedFile): Promise<FileState> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isFile() !== true) return 'missing';
  const isSame = found.size === file.bytes && Math.round(found.mtimeMs) === file.mtimeMs;
  return isSame ? 'ready' : 'changed';
}

async function refusedWithWayOut<T>({ name, source }: ModelRecord, check: Promise<T>): Promise<T> {
  try {
    return await check;
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new BadInput(`${error.message} ${wayOutOf(source, name)}`);
  }
}

function wayOutOf(source: ModelRecord['source'], name: string): string {
  if (source === 'file') {
    return `Put the file back that was added, or \`stillroom models remove ${name}\` and add it again.`;
  }
  if (source === 'pack') {
    return `\`stillroom models remove ${name}\` and unpack it again from the folder that it came in.`;
  }
  return `\`stillroom models get ${name}\` fetches it again.`;
}
