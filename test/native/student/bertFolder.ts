import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { ModelFiles } from '../../../models/student/student.ts';

/** A copy of the golden BERT (see test/fixtures/bertStep.py), to be changed and thrown away. */
export interface BertFolder {
  readonly folder: string;
  readonly files: ModelFiles;
  remove(): void;
}

/** @param changes to its config.json; the golden one has no dropout */
export function bertFolder(changes: Readonly<Record<string, unknown>> = {}): BertFolder {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'stillroom-bert-'));
  cpSync(path.join(import.meta.dirname, '../../fixtures/bertStep'), folder, { recursive: true });
  const file = (name: string) => path.join(folder, name);
  const config = JSON.parse(readFileSync(file('config.json'), 'utf8'));
  writeFileSync(file('config.json'), JSON.stringify({ ...config, ...changes }));
  return {
    folder,
    files: {
      'config.json': file('config.json'),
      'model.safetensors': file('model.safetensors'),
      'tokenizer.json': file('tokenizer.json'),
    },
    remove: () => rmSync(folder, { recursive: true }),
  };
}
