import { createHash } from 'node:crypto';
import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { z } from 'zod';
import { BadInput } from '../../../models/badInput.ts';
import { writeWhole } from './writeWhole.ts';

/** Lists what Stillroom wrote into a folder, so that it never removes anything else. */
const MARKER = '.stillroom.json';

/** SHA-256 of each file by its path in the folder, with forward slashes. */
const markerSchema = z.strictObject({ files: z.record(z.string(), z.string()) });
type Sums = Readonly<Record<string, string>>;

/** Records the files of a folder as Stillroom's: all of them, or the named ones in addition. */
export function markOwned(folder: string, added?: readonly string[]): void {
  const names = added ?? filesIn(folder);
  const sums = Object.fromEntries(names.map((file) => [file, sha256(path.join(folder, file))]));
  const files = added ? { ...ownedIn(folder), ...sums } : sums;
  writeWhole(path.join(folder, MARKER), `${JSON.stringify({ files }, null, 2)}\n`);
}

/** What Stillroom wrote there; nothing if there is no marker, or none that can be read. */
export function ownedIn(folder: string): Sums {
  try {
    return markerSchema.parse(JSON.parse(readFileSync(path.join(folder, MARKER), 'utf8'))).files;
  } catch {
    return {};
  }
}

/** Whether Stillroom wrote into this folder. */
export function isOwned(folder: string): boolean {
  return Object.keys(ownedIn(folder)).length > 0;
}

/** @throws BadInput naming the first of these files that Stillroom did not write, or that was changed */
export function requireOwned(folder: string, files: readonly string[] = filesIn(folder)): void {
  const known = ownedIn(folder);
  const isForeign = (file: string) =>
    known[file] === undefined || known[file] !== sha256(path.join(folder, file));
  const foreign = files.find(isForeign);
  if (foreign === undefined) return;
  const what =
    known[foreign] === undefined ? 'was not written by' : 'was changed since it came from';
  throw new BadInput(
    `${path.join(folder, foreign)} ${what} Stillroom, and writing this export would remove it. Move the ` +
      'file, or choose another folder; nothing was changed.',
  );
}

/** Everything in the folder that is no folder, links included, except the marker. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => path.relative(folder, path.join(entry.parentPath, entry.name)))
    .map((file) => file.split(path.sep).join('/'))
    .filter((file) => file !== MARKER)
    .toSorted();
}

/** A link or a device is never what Stillroom wrote. */
function sha256(file: string): string {
  if (!lstatSync(file).isFile()) return 'no file';
  return createHash('sha256').update(readFileSync(file)).digest('hex');
}
