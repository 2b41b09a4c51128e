import { chmodSync, copyFileSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import type { Project } from '../project/project.ts';
import { studentCard } from './studentCard.ts';

/**
 * Copies a project's student to a new folder, and adds its model.onnx and its model
 * card.
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
  makeFolder(to);
  for (const entry of readdirSync(from, { withFileTypes: true })) {
    const source = path.join(from, entry.name);
    if (!entry.isFile())
      throw new BadInput(`${source} is no plain file; a student has only those.`);
    const copy = path.join(to, entry.name);
    copyFileSync(source, copy);
    chmodSync(copy, 0o600);
  }
  writeFileSync(path.join(to, 'README.md'), studentCard(project, student));
  await host.call('exportOnnx', path.resolve(to));
}
