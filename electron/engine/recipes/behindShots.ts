import type { Prompt } from '../../../models/teacher/teacher.ts';
import { fill } from '../prompts/promptSet.ts';
import type { LabelledTask, RunContext, Task } from '../steps/context.ts';
import type { Asked } from '../steps/generate.ts';
import { mostShots } from '../steps/mostShots.ts';
import { zerogenPrompts } from './zerogenPrompt.ts';

/** A row as a prompt shows it. */
export interface Shot {
  /** The first text of a pair, as the teacher is shown it. */
  readonly context?: string;
  readonly text: string;
}

const BLANK_LINE = '\n\n';

/** How the rows of a task's pool are shown. @throws BadInput for a prompt set without ZeroGen's prompts */
export function exampleTemplate(task: Task): string {
  zerogenPrompts(task);
  return (task as LabelledTask).prompts.progen.example;
}

/** A call of ZeroGen behind rows of its label, none of which names it. The prompts that it is contrasted with show the same. */
export function behindShots(task: Task, shots: readonly Shot[], asked: Asked): Asked {
  const example = exampleTemplate(task);
  const shown = shots
    .map(({ context = '', text }) => `${fill(example, { context, text })}${BLANK_LINE}`)
    .join('');
  const behind = (prompt: Prompt): Prompt => ({ ...prompt, text: `${shown}${prompt.text}` });
  const { against } = asked;
  return {
    ...asked,
    ...behind(asked),
    ...(against ? { against: { ...against, prompts: against.prompts.map(behind) } } : {}),
  };
}

/** The same with as many of the shots as the teacher's context has room for. */
export async function behindMostShots(
  ctx: RunContext,
  shots: readonly Shot[],
  asked: Asked,
): Promise<Asked> {
  const { maxTokens } = zerogenPrompts(ctx.task);
  return mostShots(
    ctx,
    'ProGen',
    shots.length,
    (n) => behindShots(ctx.task, shots.slice(0, n), asked),
    maxTokens,
    { name: 'a prompt without shots', wayOut: 'Choose a teacher with a longer context.' },
  );
}
