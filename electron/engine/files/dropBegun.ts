import { randomUUID } from 'node:crypto';
import { existsSync, readdirSync, rmSync } from 'node:fs';
import path from 'node:path';
import { isAlive } from './isAlive.ts';

/** The name of a folder until all of it is there: `.begun-PID-UUID`. */
const BEGUN = /^\.begun-(\d+)-[0-9a-f-]{36}$/;

/** A path beside a folder, in which that is made until all of it is there. */
export function begunBeside(folder: string): string {
  return path.join(path.dirname(folder), `.begun-${process.pid}-${randomUUID()}`);
}

/** Removes what killed processes have begun in a folder. */
export function dropBegun(parent: string): void {
  for (const name of existsSync(parent) ? readdirSync(parent) : []) {
    const pid = BEGUN.exec(name)?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    rmSync(path.join(parent, name), { recursive: true, force: true });
  }
}
