import type { Prompt } from '../../../models/teacher/teacher.ts';
import { type RecipeSettings, recipeId } from '../../contract/recipes/recipes.ts';
import type { RefineSetting } from '../../contract/recipes/refineSetting.ts';
import { stepKey } from '../journal/stepKey.ts';
import { fill, sharedStart } from '../prompts/promptSet.ts';
import { sharedRequests } from '../prompts/sharedRequests.ts';
import { copies } from '../steps/clean.ts';
import type { TextContext, TextTask } from '../steps/context.ts';
import type { Candidate } from '../steps/example.ts';
import { type DecodingParameters, generate, startOf } from '../steps/generate.ts';
import { parseAnswer } from '../steps/parseOutput.ts';
import type { Pass } from '../steps/untilKept.ts';
import { instructionFor } from './instructionFor.ts';

/** The part of a step's key that stands for the calls which write drafts. */
export const DRAFTS = 'drafts';

/**
 * BARE (Zhu et al. 2025): the teacher improves each draft in a chat. A draft without a text stays as it is, and
 * cleaning drops it.
 * @param requestOf what the draft of a row was to be, in words for the teacher
 */
export async function refineDrafts(
  ctx: TextContext,
  settings: RecipeSettings,
  drafts: Pass,
  decoding: DecodingParameters,
  requestOf: (row: number) => string,
): Promise<Pass> {
  const { prefix } = ctx.task.prompts.fewgen;
  const written = drafts.candidates.flatMap((draft, row) => (draft.text === '' ? [] : [row]));
  const promptOf = (i: number): Prompt => {
    const row = written[i]!;
    return refinePrompt(requestOf(row), drafts.candidates[row]!.text);
  };
  const generations = await generate(
    ctx,
    stepKey('generate', recipeId(settings)),
    { texts: written.map((_, i) => promptOf(i).text) },
    written.length,
    decoding,
    promptOf,
    (i) => startOf(promptOf(i)),
  );
  const refined = new Map(written.map((row, i) => [row, generations[i]!]));
  const candidates = drafts.candidates.map((draft, row): Candidate => {
    const generation = refined.get(row);
    if (!generation) return draft;
    const text = parseAnswer(generation, [prefix]);
    const isRequest = copies(text, [refinePrompt(requestOf(row), '').text]);
    const { generation: draftedBy, ...lineage } = draft.lineage;
    return {
      ...draft,
      // a text that repeats what was asked is none
      text: isRequest ? '' : text,
      lineage: { ...lineage, generation: generation.id, draft: draftedBy },
    };
  });
  return { generations: [...drafts.generations, ...generations], candidates };
}

/** The calls that draft, for a plan. */
export const draftsOf = ({
  rows,
  refine,
}: {
  readonly rows: number;
  readonly refine: RefineSetting;
}) => (refine === 'on' ? { drafts: rows } : {});

/** The chat that refines a draft. */
export function refinePrompt(request: string, draft: string): Prompt {
  const values = { request, draft };
  return {
    text: fill(sharedRequests.refine, values),
    chat: true,
    shared: sharedStart(sharedRequests.refine, values, ['draft']),
  };
}

/** What a row of a label is to be, in FewGen's words for the task. */
export function requestFor(task: TextTask, label: string): string {
  const { fewgen, inChat } = task.prompts;
  const instruction = instructionFor(task, label, fewgen);
  return inChat ? `${instruction} ${inChat}` : instruction;
}
