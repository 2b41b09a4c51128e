/** What is looked at before a run does any work. */
export const checkSubjects = [
  'labels',
  'gold',
  'disk',
  'memory',
  'teacher',
  'base',
  'encoder',
  'student',
] as const;
export type CheckSubject = (typeof checkSubjects)[number];

/** The result of one check: what was found, or what to do about it. */
export interface RunCheck {
  readonly subject: CheckSubject;
  /** With a warning a run can go on; what is refused would end it later. */
  readonly state: 'passed' | 'warning' | 'refused';
  readonly sentence: string;
}
