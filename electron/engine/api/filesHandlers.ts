import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { previewFile } from '../import/previewFile.ts';
import { checkGold } from '../session/checkGold.ts';
import type { Procedures } from './procedures.ts';

/** Files that a window uploads, and previews of them. */
export function filesHandlers({ files }: Procedures) {
  return {
    files: {
      take: files.take.handler(({ context: { session }, input: { file } }) =>
        keepFile(session.app.waitingFolder, file, previewFile),
      ),
      takeInto: files.takeInto.handler(async ({ context: { session }, input }) => {
        const target = insideOf(path.join(session.app.waitingFolder, input.folder), input.path);
        mkdirSync(path.dirname(target), { recursive: true });
        writeFileSync(target, new Uint8Array(await input.file.arrayBuffer()));
      }),
      lookInto: files.lookInto.handler(({ context: { session }, input: { folder, name } }) =>
        previewFile(insideOf(path.join(session.app.waitingFolder, folder), name)),
      ),
      checkGold: files.checkGold.handler(({ input }) => checkGold(input.draft)),
    },
  };
}

/** @throws BadInput for a path that leads out of the folder */
function insideOf(folder: string, given: string): string {
  const target = path.resolve(folder, given);
  if (target.startsWith(`${folder}${path.sep}`)) return target;
  throw new BadInput(`${given} is not a path inside a folder.`);
}

/** Stores an uploaded file until the session ends, unless `look` rejects it. */
export async function keepFile<Seen>(
  waitingFolder: string,
  file: File,
  look: (kept: string) => Seen,
): Promise<Seen> {
  // a separate folder keeps the file's name, which lineage shows
  const folder = path.join(waitingFolder, randomUUID());
  mkdirSync(folder, { recursive: true });
  const target = path.join(folder, path.basename(file.name) || 'file');
  writeFileSync(target, new Uint8Array(await file.arrayBuffer()));
  try {
    return look(target);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}
