/** The templates of a prompt set that a task may override. */
export const templateNames = [
  's3.rationales',
  's3.seed',
  's3.seedWithoutRationales',
  's3.extrapolate',
  'synthesizrr.instruction',
  'fewgen.instruction',
  'progen.example',
  'attrprompt.text',
  'attrprompt.simple',
  'classify.template',
  'classify.options',
  'answer.template',
] as const;
export type TemplateName = (typeof templateNames)[number];
