import { attrpromptPrompts, requireEveryLabel } from '../recipes/attrprompt.ts';
import { requireTexts } from '../run/listAttributes.ts';
import { beginListing } from '../session/beginListing.ts';
import type { OpenProject } from '../session/session.ts';
import { loadTask } from '../steps/context.ts';
import type { Procedures } from './procedures.ts';

/** What AttrPrompt's rows differ in: shown, listed by the teacher, and kept for the next run. */
export function attributesHandlers({ attributes }: Procedures) {
  return {
    attributes: {
      page: attributes.page.handler(({ context: { session } }) => {
        const project = session.project();
        const prompts = attrpromptPrompts(taskOf(project));
        return {
          asked: prompts.attributes.map(({ name, isOfLabel }) => ({ name, isOfLabel })),
          lengths: prompts.lengths.length,
          listed: project.attributes.listed,
        };
      }),
      list: attributes.list.handler(({ context: { session }, input: { recipe } }) =>
        beginListing(session, recipe),
      ),
      save: attributes.save.handler(async ({ context: { session }, input: { attributes } }) => {
        const project = session.project();
        requireEveryLabel({ attributes }, { task: taskOf(project) });
        await session.saveDraft({ ...project.draft(), attributes });
        project.attributes.listed = null;
      }),
    },
  };
}

const taskOf = (project: OpenProject) => requireTexts(loadTask(project.draft().task));
