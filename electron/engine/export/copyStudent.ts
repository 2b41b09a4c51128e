import { cpSync, rmSync } from 'node:fs';
import path from 'node:path';
import type { Host } from '../../hosts/host.ts';
import type { StudentHost } from '../../hosts/studentHost.ts';

/** Copies a project's student to a folder, in the place of what is there, and adds its model.onnx. */
export async function copyStudent(
  host: Host<StudentHost>,
  from: string,
  to: string,
): Promise<void> {
  rmSync(to, { recursive: true, force: true });
  cpSync(from, to, { recursive: true });
  await host.call('exportOnnx', path.resolve(to));
}
