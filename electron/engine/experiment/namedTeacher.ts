import { BadInput } from '../../../models/badInput.ts';

/** @throws BadInput if the experiment or project names no teacher, for what only a teacher can do */
export function namedTeacher(teacher: string | undefined): string {
  if (teacher !== undefined) return teacher;
  throw new BadInput(
    'teacher: none is named, and only a teacher can answer. Name one in the experiment, or choose one in the project’s models.',
  );
}
