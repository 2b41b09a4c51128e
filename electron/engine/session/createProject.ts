import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Draft } from '../../contract/draft.ts';
import { isAlive } from '../files/isAlive.ts';
import { openProject } from '../project/project.ts';
import { writeDraft } from './draft.ts';

/** The name of a project's folder until all of it is there: `.begun-PID-UUID`. */
const BEGUN = /^\.begun-(\d+)-[0-9a-f-]{36}$/;

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
  mkdirSync(parent, { recursive: true });
  dropBegun(parent);
  const beside = path.join(parent, `.begun-${process.pid}-${randomUUID()}`);
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

/** Removes what killed processes have begun. */
export function dropBegun(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = BEGUN.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
