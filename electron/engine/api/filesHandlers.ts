import { randomUUID } from 'node:crypto';
import { rmSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { isPlainName } from '../../../models/catalog/isPlainName.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { pathInside } from '../files/pathInside.ts';
import { writeWhole } from '../files/writeWhole.ts';
import { previewFile } from '../import/previewFile.ts';
import { isDocument } from '../import/readCorpus.ts';
import { checkGold } from '../session/checkGold.ts';
import type { Procedures } from './procedures.ts';
import { requireGivenFiles } from './requireGiven.ts';

/** Files that a window uploads, and previews of them. */
export function filesHandlers({ files }: Procedures) {
  return {
    files: {
      take: files.take.handler(({ context: { session }, input: { file } }) =>
        keepFile(session.app.waitingFolder, file, previewFile),
      ),
      takeInto: files.takeInto.handler(async ({ context: { session }, input }) => {
        requireDocument(input.path);
        const target = pathInside(path.join(session.app.waitingFolder, input.folder), input.path);
        makeFolder(path.dirname(target));
        requireNoFolder(target, input.path);
        writeWhole(target, new Uint8Array(await input.file.arrayBuffer()));
      }),
      lookInto: files.lookInto.handler(({ context: { session }, input: { folder, name } }) =>
        previewFile(pathInside(path.join(session.app.waitingFolder, folder), name)),
      ),
      checkGold: files.checkGold.handler(({ context: { session }, input: { draft } }) => {
        const { project } = session.snapshot();
        requireGivenFiles(draft, session.app.waitingFolder, project?.draft);
        return checkGold(draft);
      }),
    },
  };
}

/** Stores an uploaded file until the session ends, unless `look` rejects it. */
export async function keepFile<Seen>(
  waitingFolder: string,
  file: File,
  look: (kept: string) => Seen,
): Promise<Seen> {
  // a separate folder keeps the file's name, which lineage shows
  const folder = path.join(waitingFolder, randomUUID());
  makeFolder(folder);
  const target = path.join(folder, safeName(file.name));
  try {
    writeFileSync(target, new Uint8Array(await file.arrayBuffer()));
    return look(target);
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    throw error;
  }
}

function requireNoFolder(target: string, name: string): void {
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new BadInput(`${name}: a folder of the upload has this name too. Rename one of them.`);
}

/** @throws BadInput for a file that no corpus has */
function requireDocument(name: string): void {
  if (isDocument(name)) return;
  throw new BadInput(`${name}: a corpus is .jsonl, .csv, .txt or .md.`);
}

/** Most file systems allow 255 bytes; a name that was cut keeps its ending. */
const LONGEST_NAME = 120;

/** A name that any file system takes, near to the one that the page gave. */
function safeName(given: string): string {
  const { name, ext } = path.parse(given.replaceAll('\\', '/').replace(/[<>:"|?*\p{Cc}]/gu, '-'));
  const short = `${name.slice(0, LONGEST_NAME)}${ext.slice(0, 20)}`;
  return isPlainName(short) ? short : `file${isPlainName(`file${ext}`) ? ext : ''}`;
}
