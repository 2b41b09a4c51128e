import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ModelStore, openModelStore } from '../../../../models/catalog/modelStore.ts';
import { CONFIG_BYTES, STUDENT_BYTES, TEACHER_BYTES, tinyCatalogue } from './tinyCatalogue.ts';
import { temporaryFolder, tinyGguf } from './tinyFiles.ts';

/** A file of the same length as the catalogue's teacher. */
export const OTHER_TEACHER = tinyGguf({ metadata: { 'general.name': 'Liny' } });

export interface TwoComputers {
  readonly home: string;
  /** A drive that goes from one to the other; it is empty. */
  readonly pack: string;
  /** Has a teacher and a student of the catalogue, and `mine`. */
  readonly here: ModelStore;
  /** Has nothing. */
  readonly there: ModelStore;
}

/** Two computers without a network, under one temporary folder. */
export async function twoComputers(): Promise<TwoComputers> {
  const home = temporaryFolder();
  const computer = (name: string) =>
    openModelStore({
      folder: join(home, name, 'store'),
      env: { PATH: join(home, name), HF_ENDPOINT: 'http://127.0.0.1:9' },
      home: join(home, name),
      catalogue: tinyCatalogue,
    });
  const here = computer('here');
  const files = join(home, 'files');
  mkdirSync(files);
  writeFileSync(join(files, 'tiny.gguf'), TEACHER_BYTES);
  writeFileSync(join(files, 'model.safetensors'), STUDENT_BYTES);
  writeFileSync(join(files, 'config.json'), CONFIG_BYTES);
  writeFileSync(join(files, 'mine.gguf'), OTHER_TEACHER);
  await here.add('tiny-teacher', join(files, 'tiny.gguf'));
  await here.add('tiny-student', files);
  await here.add('mine', join(files, 'mine.gguf'));
  return { home, pack: join(home, 'stick'), here, there: computer('there') };
}
