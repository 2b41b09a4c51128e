import {
  findTeacherGpu,
  loadTeacher,
  type Prompt,
  type Sampling,
  type Teacher,
  type TeacherSettings,
} from '../../models/teacher/teacher.ts';
import { serveHost } from './serveHost.ts';

let teacher: Teacher | undefined;

function loaded(): Teacher {
  if (!teacher) throw new Error('the teacher was not opened');
  return teacher;
}

const functions = {
  findGpu: findTeacherGpu,
  async open(file: string, options: TeacherSettings): Promise<void> {
    teacher = await loadTeacher(file, options);
  },
  contextSize: () => loaded().contextSize,
  generate: (prompt: Prompt, sampling: Sampling) => loaded().generate(prompt, sampling),
  score: (prompt: Prompt, continuations: readonly string[]) =>
    loaded().score(prompt, continuations),
  countTokens: (prompts: readonly Prompt[]) =>
    prompts.map((prompt) => loaded().countTokens(prompt)),
  cutTexts: (texts: readonly string[], limit: number) =>
    texts.map((text) => loaded().cutText(text, limit)),
};

/** The functions of a teacher's process that the engine can call. */
export type TeacherHost = typeof functions;

serveHost(functions);
