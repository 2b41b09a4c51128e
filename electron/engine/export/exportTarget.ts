import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { isPlainName } from '../../../models/catalog/isPlainName.ts';
import type { ExportRequest } from '../../contract/exportRequest.ts';
import { isWithin, realPath } from '../files/pathInside.ts';
import type { Project } from '../project/project.ts';

const EXPORTS = 'exports';

/**
 * The folder and the name of an export.
 * @param usual its name if the user chose none
 * @param ending what its name ends in, unless the user typed the extension
 * @throws BadInput for a name that not every system takes, a relative folder, or one with the
 *   project's own files
 */
export function exportTarget(
  project: Project,
  { name: chosen, folder }: Pick<ExportRequest, 'name' | 'folder'>,
  { usual, ending }: { readonly usual: string; readonly ending: string },
): { readonly folder: string; readonly name: string } {
  const extension = path.extname(`name${ending}`);
  const isWhole = chosen?.toLowerCase().endsWith(extension) === true;
  const name = isWhole ? chosen! : `${chosen ?? usual}${ending}`;
  if (!isPlainName(name)) {
    throw new BadInput(
      `${chosen} cannot be the name of a file on every system. Leave out / \\ : * ? " < > | and a dot at its ` +
        'beginning or end.',
    );
  }
  if (folder === undefined) return { folder: project.path(EXPORTS), name };
  if (!path.isAbsolute(folder)) {
    throw new BadInput(
      `${folder} is not a whole path. Write it from its beginning, such as ${path.resolve(path.sep, 'data', 'exports')}.`,
    );
  }
  if (path.resolve(folder) !== project.path(EXPORTS)) requireOutside(project.folder, folder);
  return { folder: path.resolve(folder), name };
}

/** @throws BadInput for a folder in the project, whose own files an export must not touch */
export function requireOutside(project: string, to: string): void {
  if (!isWithin(realPath(path.resolve(project)), realPath(path.resolve(to)))) return;
  throw new BadInput(`${to} is inside the project. Choose a folder outside of ${project}.`);
}
