import { createHash } from 'node:crypto';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { writeWhole } from './writeWhole.ts';

/** Lists what Stillroom wrote into a folder, so that it never removes anything else. */
const MARKER = '.stillroom.json';

/** SHA-256 of each file by its path in the folder, with forward slashes. */
const markerSchema = z.strictObject({ files: z.record(z.string(), z.string()) });

/**
 * Writes a folder whole: `write` fills one beside it, which then takes its place. If `write` fails,
 * an earlier folder stays as it was.
 * @throws BadInput if the folder that is there holds a file that Stillroom did not write, or that
 *   was changed since
 */
export async function replaceFolder(
  folder: string,
  write: (beside: string) => Promise<void> | void,
): Promise<void> {
  const beside = `${folder}.part`;
  const replaced = `${folder}.replaced`;
  finishEarlier(folder, replaced);
  requireOwn(folder);
  removeOwn(beside);
  makeFolder(beside);
  // begun before anything else is there, so that what a killed export left can be removed
  mark(beside, []);
  try {
    await write(beside);
    mark(beside, filesIn(beside));
  } catch (error) {
    removeOwn(beside);
    throw error;
  }
  if (existsSync(folder)) renameSync(folder, replaced);
  renameSync(beside, folder);
  removeOwn(replaced);
}

function makeFolder(folder: string): void {
  try {
    mkdirSync(folder, { recursive: true });
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    const isTaken = code === 'EEXIST' || code === 'ENOTDIR';
    throw new BadInput(
      `${path.dirname(folder)} cannot be made${isTaken ? ': a file is in the way' : ` (${code})`}. Choose ` +
        'another folder.',
    );
  }
}

/** A kill between the two renames leaves the earlier folder under its other name. */
function finishEarlier(folder: string, replaced: string): void {
  if (!existsSync(replaced)) return;
  if (existsSync(folder)) removeOwn(replaced);
  else renameSync(replaced, folder);
}

function mark(folder: string, files: readonly string[]): void {
  const sums = Object.fromEntries(files.map((file) => [file, sha256(path.join(folder, file))]));
  writeWhole(path.join(folder, MARKER), `${JSON.stringify({ files: sums }, null, 2)}\n`);
}

/** Removes a folder beside the exported one, if it is Stillroom's. */
function removeOwn(folder: string): void {
  if (!existsSync(folder)) return;
  // a kill before the marker was written leaves no other file
  const others = readdirSync(folder).filter((name) => !name.startsWith(MARKER));
  if (others.length > 0 && !existsSync(path.join(folder, MARKER))) {
    throw new BadInput(
      `${folder} is in the way, and Stillroom did not write it. Move it, or choose another folder.`,
    );
  }
  // the marker last, so that a kill leaves a folder that is known as Stillroom's
  for (const name of others) rmSync(path.join(folder, name), { recursive: true, force: true });
  rmSync(folder, { recursive: true, force: true });
}

function requireOwn(folder: string): void {
  if (!existsSync(folder)) return;
  if (!statSync(folder).isDirectory()) {
    throw new BadInput(
      `${folder} is a file, where a folder is to be. Move it, or choose another folder.`,
    );
  }
  const known = readMarker(folder);
  const foreign = filesIn(folder).find(
    (file) => known[file] === undefined || known[file] !== sha256(path.join(folder, file)),
  );
  if (foreign === undefined) return;
  const what =
    known[foreign] === undefined ? 'was not written by' : 'was changed since it came from';
  throw new BadInput(
    `${path.join(folder, foreign)} ${what} Stillroom, and writing this export would remove it. Move the ` +
      'file, or choose another folder; nothing was changed.',
  );
}

/** Nothing is known if there is no marker, or none that can be read. */
function readMarker(folder: string): Readonly<Record<string, string>> {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8'))).files;
  } catch {
    return {};
  }
}

/** Everything in the folder that is no folder, except the marker. */
function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file !== MARKER)
    .toSorted();
}

function sha256(file: string): string {
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
