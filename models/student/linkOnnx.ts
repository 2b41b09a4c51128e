import { copyFile, link, mkdir } from 'node:fs/promises';
import path from 'node:path';

/** The folder in which Transformers.js looks for a model's ONNX files; ONNX Runtime's users expect them above. */
const FOLDER = 'onnx';

/** Gives a student's ONNX files their second place, on most drives without a copy. */
export async function linkOnnx(student: string, names: readonly string[]): Promise<void> {
  await mkdir(path.join(student, FOLDER));
  for (const name of names) {
    const [own, second] = [path.join(student, name), path.join(student, FOLDER, name)];
    // a stick's FAT file system has no links
    await link(own, second).catch(() => copyFile(own, second));
  }
}
