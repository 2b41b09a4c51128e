import { renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { makeFolder } from '../../../models/makeFolder.ts';
import type { Draft } from '../../contract/draft.ts';
import { begunBeside, dropBegun } from '../files/dropBegun.ts';
import { openProject } from '../project/project.ts';
import { writeDraft } from './draft.ts';

/**
 * Creates a project with its draft, whole or not at all: it is made under another name, so that a
 * killed attempt neither blocks the next one nor looks like a project.
 * @param fill puts the project's own files into the folder that it is made in; the draft names them
 *   by `folder`, to which that is moved
 */
export async function createProject(
  folder: string,
  fill: (beside: string) => Draft,
): Promise<void> {
  const parent = path.dirname(folder);
  makeFolder(parent);
  dropBegun(parent);
  const beside = begunBeside(folder);
  try {
    const draft = fill(beside);
    const project = await openProject(beside, { create: true });
    try {
      writeDraft(project, draft);
    } finally {
      project.close();
    }
    renameSync(beside, folder);
  } catch (error) {
    rmSync(beside, { recursive: true, force: true });
    throw error;
  }
}
