import { cpSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';
import type { Project } from '../project/project.ts';
import { studentCard } from './studentCard.ts';

/**
 * Copies a project's student to a folder that does not exist, and adds its model.onnx and its model
 * card.
 * @param student its folder, relative to the project
 */
export async function copyStudent(
  host: Host<StudentHost>,
  project: Project,
  student: string,
  to: string,
): Promise<void> {
  cpSync(project.path(student), to, { recursive: true });
  writeFileSync(path.join(to, 'README.md'), studentCard(project, student));
  await host.call('exportOnnx', path.resolve(to));
}
