import { existsSync, renameSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { isPlainName } from '../../../models/catalog/isPlainName.ts';
import { explainDiskFault } from '../../../models/diskFault.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { readEndings } from '../../contract/fileKinds.ts';
import type { SentFile } from '../../contract/sentFile.ts';
import { pathInside } from '../files/pathInside.ts';
import { goldRepeats } from '../import/goldRepeats.ts';
import { previewFile, previewRows, previewTexts } from '../import/previewFile.ts';
import { isDocument } from '../import/readCorpus.ts';
import { checkGold } from '../session/checkGold.ts';
import { dropUpload, keepPiece, partOf } from './keepPiece.ts';
import type { Procedures } from './procedures.ts';
import { requireGivenFiles, requireUploaded } from './requireGiven.ts';

/** Files that a window uploads, and previews of them. */
export function filesHandlers({ files }: Procedures) {
  return {
    files: {
      send: files.send.handler(({ context: { session }, input }) =>
        keepPiece(session.app.waitingFolder, input),
      ),
      take: files.take.handler(({ context: { session }, input }) =>
        keepFile(session.app.waitingFolder, input, (kept) => previewFile(kept)),
      ),
      takeInto: files.takeInto.handler(({ context: { session }, input }) => {
        const { waitingFolder } = session.app;
        try {
          requireDocument(input.path);
          const target = pathInside(path.join(waitingFolder, input.folder), input.path);
          makeFolder(path.dirname(target));
          requireNoFolder(target, input.path);
          requireUpload(waitingFolder, input.upload);
          moveUpload(waitingFolder, input.upload, target);
        } finally {
          dropUpload(waitingFolder, input.upload);
        }
      }),
      takeRows: files.takeRows.handler(({ context: { session }, input }) =>
        keepFile(session.app.waitingFolder, input, (kept) => previewRows(kept)),
      ),
      lookAgain: files.lookAgain.handler(
        ({ context: { session }, input: { file, reading, as } }) => {
          const given = requireUploaded(file, session.app.waitingFolder);
          return as === 'texts' ? previewTexts(given, reading) : previewFile(given, reading);
        },
      ),
      repeats: files.repeats.handler(({ context: { session }, input, signal }) => {
        const file = requireUploaded(input.file, session.app.waitingFolder);
        return goldRepeats({ ...input, file }, signal);
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

/** Keeps an uploaded file until the session ends, unless `look` rejects it. */
export function keepFile<Seen>(
  waitingFolder: string,
  { upload, name }: SentFile,
  look: (kept: string) => Seen,
): Seen {
  // the upload's own folder keeps the file's name, which lineage shows
  const target = path.join(waitingFolder, upload, safeName(name));
  requireUpload(waitingFolder, upload);
  try {
    moveUpload(waitingFolder, upload, target);
    return look(target);
  } catch (error) {
    dropUpload(waitingFolder, upload);
    throw error;
  }
}

/** @throws BadInput if nothing was sent, or it was taken before */
function requireUpload(waitingFolder: string, upload: string): void {
  if (existsSync(partOf(waitingFolder, upload))) return;
  throw new BadInput('The file did not come. Choose it again.');
}

/** @throws BadInput if the disk does not take the name */
function moveUpload(waitingFolder: string, upload: string, target: string): void {
  try {
    renameSync(partOf(waitingFolder, upload), target);
  } catch (error) {
    throw explainDiskFault(error, { file: target });
  }
}

function requireNoFolder(target: string, name: string): void {
  if (!statSync(target, { throwIfNoEntry: false })?.isDirectory()) return;
  throw new BadInput(`${name}: a folder of the upload has this name too. Rename one of them.`);
}

/** @throws BadInput for a file that no corpus has */
function requireDocument(name: string): void {
  if (isDocument(name)) return;
  throw new BadInput(`${name}: a folder of documents has ${readEndings().join(', ')}.`);
}

/** Most file systems allow 255 bytes; a name that was cut keeps its ending. */
const LONGEST_NAME = 120;

/** A name that any file system takes, near to the one that the page gave. */
function safeName(given: string): string {
  const { name, ext } = path.parse(given.replaceAll('\\', '/').replace(/[<>:"|?*\p{Cc}]/gu, '-'));
  const short = `${name.slice(0, LONGEST_NAME)}${ext.slice(0, 20)}`;
  return isPlainName(short) ? short : `file${isPlainName(`file${ext}`) ? ext : ''}`;
}
