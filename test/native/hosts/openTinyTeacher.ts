import { forkHost, type Host } from '../../../electron/hosts/host.ts';
import type { TeacherHost } from '../../../electron/hosts/teacherHost.ts';

/** A teacher's process with the tiny model, started as the launcher of the moment does. */
export function openTinyTeacher(
  gguf: string,
  { threads = 1, sequences = 1, isBackground = false } = {},
): Host<TeacherHost> {
  return forkHost<TeacherHost>({
    title: 'the teacher',
    entry: new URL('../../../electron/hosts/teacherHost.ts', import.meta.url),
    open: { name: 'open', args: [gguf, { contextSize: 4096, threads, sequences }] },
    isBackground,
  });
}

export const prompt = { text: 'bacor dilum', chat: false };

export const sampling = (maxTokens: number) => ({
  temperature: 0.9,
  topP: 0.9,
  maxTokens,
  seed: 3,
  stop: [],
});
