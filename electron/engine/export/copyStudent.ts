import { chmodSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import type { Project } from '../project/project.ts';
import { studentCard } from './studentCard.ts';

/**
 * Writes a project's student to a new folder, as other programs open it: see `exportStudent` of its
 * host, and the model card.
 * @param student its folder, relative to the project
 * @throws BadInput for a student with anything but plain files, since a link may lead anywhere
 */
export async function copyStudent(
  host: Host<StudentHost>,
  project: Project,
  student: string,
  to: string,
): Promise<void> {
  const from = project.path(student);
  const odd = readdirSync(from, { withFileTypes: true }).find((entry) => !entry.isFile());
  if (odd) {
    throw new BadInput(`${path.join(from, odd.name)} is no plain file; a student has only those.`);
  }
  await host.call('exportStudent', path.resolve(from), path.resolve(to));
  writeFileSync(path.join(to, 'README.md'), studentCard(project, student));
  for (const entry of readdirSync(to, { recursive: true, withFileTypes: true })) {
    if (entry.isFile()) chmodSync(path.join(entry.parentPath, entry.name), 0o600);
  }
}
