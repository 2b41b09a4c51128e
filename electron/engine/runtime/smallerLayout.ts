import type { TeacherLayout } from '../../contract/teacherLayout.ts';

/** The next layout that takes less memory: half the texts at once, then half the processes; or none. */
export function smallerLayout(layout: TeacherLayout): TeacherLayout | undefined {
  const { hosts, sequences } = layout;
  if (sequences > 1) return { ...layout, sequences: Math.floor(sequences / 2) };
  return hosts > 1 ? { ...layout, hosts: Math.floor(hosts / 2) } : undefined;
}
