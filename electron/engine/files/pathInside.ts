import { realpathSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';

/**
 * The absolute path of something in a folder. The name may come from a database, a manifest or a
 * page, so neither `..` nor a symbolic link may lead out of the folder.
 * @throws BadInput if it leads out of the folder
 */
export function pathInside(folder: string, name: string): string {
  const target = path.resolve(folder, name);
  if (name.includes('\0') || !isWithin(path.resolve(folder), target)) {
    throw new BadInput(`${name} is not a path inside ${folder}.`);
  }
  if (!isWithin(realPath(folder), realPath(target))) {
    throw new BadInput(
      `${target} leads out of ${folder} by a symbolic link. Put the files themselves there.`,
    );
  }
  return target;
}

/** Whether a path is the folder or lies in it, by its name; neither need exist. */
export function isWithin(folder: string, target: string): boolean {
  const relative = path.relative(folder, target);
  return relative !== '..' && !relative.startsWith(`..${path.sep}`) && !path.isAbsolute(relative);
}

/** The path without links; what does not exist yet is taken as it is named. */
export function realPath(target: string): string {
  try {
    return realpathSync(target);
  } catch {
    const parent = path.dirname(target);
    return parent === target ? target : path.join(realPath(parent), path.basename(target));
  }
}
