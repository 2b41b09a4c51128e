import { randomUUID } from 'node:crypto';
import type { Attributes, AttrpromptSettings } from '../../contract/recipes/attrprompt.ts';
import { namedTeacher } from '../experiment/namedTeacher.ts';
import { readDocuments } from '../import/readDocuments.ts';
import { documentsWithoutRun } from '../run/documentsWithoutRun.ts';
import { listAttributes, requireTexts } from '../run/listAttributes.ts';
import { runTeacher } from '../runtime/runModels.ts';
import { loadTask } from '../steps/context.ts';
import type { Session } from './session.ts';

/**
 * Lets the teacher list what AttrPrompt's rows differ in, as a job that can be cancelled. The project keeps each list
 * from when it is made until it is used; the draft stays as it is.
 * @throws BadInput if something else is running, or the draft's teacher or task cannot do it
 */
export async function beginListing(session: Session, settings: AttrpromptSettings): Promise<void> {
  session.requireIdle();
  const project = session.project();
  const draft = project.draft();
  const task = requireTexts(loadTask(draft.task));
  const teacher = await runTeacher(session.store, namedTeacher(draft.teacher));
  const documents = documentsWithoutRun(session.store, draft, (parts) =>
    readDocuments(project.database, parts),
  );
  session.requireIdle();
  const title = 'List what rows differ in';
  session.jobs.start({ kind: 'attributes', title }, async (report, signal) => {
    const notes: string[] = [];
    const keep = (attributes: Attributes) => {
      project.attributes.listed = { id: randomUUID(), attributes, notes: [...notes] };
    };
    const attributes = await listAttributes(
      { task, teacher, settings, seed: draft.seed, documents },
      {
        ...{ compute: session.app.settings().compute, signal },
        onProgress: (lists, of, calls) =>
          report(lists / of, `${lists} of ${of} lists, ${calls.toLocaleString('en')} calls`, lists),
        onListed: keep,
        onNote: (sentence) => notes.push(sentence),
      },
    );
    keep(attributes);
    return 'Listed what rows differ in.';
  });
}
