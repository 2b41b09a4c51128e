import { join } from 'node:path';
import { BadInput } from '../badInput.ts';
import { sha256OfFile } from './checkFile.ts';
import { lookAt } from './lookAt.ts';
import type { ModelRecord } from './modelRecord.ts';
import { copyPartName } from './partFile.ts';

/**
 * Refuses to copy a model into a folder where the copy would replace what Stillroom did not write, or
 * would go through a link to another place.
 * @param present the folder's own record, whose files may be replaced
 * @throws BadInput that names the file
 */
export async function requireReplaceable(
  folder: string,
  record: ModelRecord,
  present: ModelRecord | undefined,
  signal?: AbortSignal,
): Promise<void> {
  for (const [index, [name, { bytes, sha256 }]] of Object.entries(record.files).entries()) {
    await requireFileOrNothing(join(folder, copyPartName(sha256, index)));
    const path = join(folder, name);
    const found = await requireFileOrNothing(path);
    if (found === undefined || isKnown(present, name)) continue;
    // a copy that was interrupted before it wrote the record leaves the right bytes
    const isRight =
      found.size === bytes && (await sha256OfFile(path, bytes, () => undefined, signal)) === sha256;
    if (isRight) continue;
    throw new BadInput(
      `${path} was not written by Stillroom, and copying the model '${record.name}' would replace it. Move the file to another folder. Nothing was changed.`,
    );
  }
}

async function requireFileOrNothing(path: string) {
  const found = await lookAt(path);
  if (found === undefined || found.isFile()) return found;
  const what = found.isSymbolicLink() ? 'is a link to another place' : 'is no file';
  throw new BadInput(
    `${path} ${what}, and a file of the model is to be there. Move it to another folder. Nothing was changed.`,
  );
}

function isKnown(present: ModelRecord | undefined, name: string): boolean {
  return (
    present !== undefined &&
    Object.hasOwn(present.files, name) &&
    present.files[name]!.path === name
  );
}
