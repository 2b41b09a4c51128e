import { BadInput } from '../../../models/badInput.ts';
import { randomStream } from '../../../models/randomStream.ts';
import type { Completion, Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import type { Draft } from '../../contract/draft.ts';
import { labelNames } from '../../contract/labelNames.ts';
import { documentByKey } from '../deletion/findDocument.ts';
import { planDeletion } from '../deletion/planDeletion.ts';
import { endpointPool } from '../endpoints/endpointPool.ts';
import type { EndpointPoolEntry } from '../endpoints/endpointRegistry.ts';
import { endpointTeacherModel } from '../endpoints/endpointTeacherModel.ts';
import { nearestPassages } from '../evaluation/nearestPassages.ts';
import { namedTeacher } from '../experiment/namedTeacher.ts';
import { documentKey, readDocuments } from '../import/readDocuments.ts';
import { readGold } from '../import/readGold.ts';
import { withGivenGold } from '../label/label.ts';
import { previewPrompts } from '../recipes/previewPrompts.ts';
import { borrowTeacher } from '../runtime/borrow.ts';
import { hasChatTemplate } from '../runtime/runModels.ts';
import type { Session } from '../session/session.ts';
import { goldStream } from '../steps/gold.ts';
import type { Procedures } from './procedures.ts';

/** S3's sampling; a fixed seed would return the same answer every time. */
const TRY_OUT = { temperature: 0.9, topP: 0.9, maxTokens: 200, stop: [] };

/** The texts that runs use: prompts as the teacher gets them, and the user's documents. */
export function textsHandlers({ prompts, corpus }: Procedures) {
  return {
    prompts: {
      preview: prompts.preview.handler(async ({ context: { session }, input }) => {
        const project = session.project();
        const saved = withGivenGold(project, project.draft());
        const draft = withTemplates(saved, input.templates ?? saved.task.templates);
        const gold = readGold(draft.gold, labelNames(draft.task), goldStream(draft.seed));
        const documents =
          draft.corpus.length > 0 ? readDocuments(project.database, draft.corpus).documents : [];
        return previewPrompts(draft, gold, documents, await teacherOf(session, draft.teacher));
      }),
      save: prompts.save.handler(({ context: { session }, input: { templates } }) =>
        session.saveDraft(withTemplates(session.project().draft(), templates)),
      ),
      tryOut: prompts.tryOut.handler(async ({ context: { session }, input }) => {
        session.requireIdle();
        return tryOut(session, input);
      }),
    },
    corpus: {
      page: corpus.page.handler(({ context: { session }, input: { from, count } }) => {
        const { database, draft } = session.project();
        const parts = draft().corpus;
        if (parts.length === 0) return { total: 0, documents: [] };
        const { documents } = readDocuments(database, parts);
        return {
          total: documents.length,
          documents: documents.slice(from, from + count).map(({ title, text, file, line }) => ({
            key: documentKey(text),
            title,
            text,
            source: `${file.split(/[\\/]/).at(-1)}:${line}`,
          })),
        };
      }),
      search: corpus.search.handler(({ context: { session }, input: { query } }) =>
        nearestPassages(session.project(), session.store, query),
      ),
      traces: corpus.traces.handler(({ context: { session }, input: { key } }) => {
        const project = session.project();
        const draft = project.draft();
        return planDeletion(project, draft, documentByKey(project, draft, key)).traces;
      }),
      delete: corpus.delete.handler(({ context: { session }, input: { key, keep } }) =>
        session.deleteDocument(key, keep),
      ),
    },
  };
}

/** Prompts can be edited before the teacher is there; until then they are shown as raw text. */
async function teacherOf({ store }: Session, name: string | undefined) {
  if (name === undefined) return { hasChatTemplate: false };
  const remote = await endpointTeacherModel(store, name);
  if (remote) return remote;
  const teacher = await store.find(name);
  return { hasChatTemplate: teacher !== undefined && hasChatTemplate(teacher) };
}

function withTemplates(draft: Draft, templates: Draft['task']['templates']): Draft {
  return { ...draft, task: { ...draft.task, templates } };
}

async function tryOut(session: Session, prompt: { text: string; chat: boolean }) {
  const teacher = namedTeacher(session.project().draft().teacher);
  const remote = await endpointTeacherModel(session.store, teacher);
  const since = performance.now();
  const sampling = { ...TRY_OUT, seed: randomStream('try out', Date.now()).uint32() };
  const answer = remote?.endpoints
    ? askEndpoints(remote.endpoints, prompt, sampling)
    : borrowTeacher(await session.store.require(teacher, 'teacher'), (host) =>
        host.call('generate', prompt, sampling),
      );
  const { output } = await answer.catch((error: Error) => {
    // not an error class that the engine may import: it is the teacher's
    if (error.name === 'EndpointsLost') throw new BadInput(`${error.message}.`);
    throw error.name === 'PromptTooLong' ? new BadInput(`${error.message}. Shorten it.`) : error;
  });
  return { output: output.trim(), seconds: (performance.now() - since) / 1000 };
}

async function askEndpoints(
  endpoints: EndpointPoolEntry,
  prompt: Prompt,
  sampling: Sampling,
): Promise<Completion> {
  const pool = endpointPool(endpoints, { onNote: () => {} });
  try {
    return await pool.generate(prompt, sampling);
  } finally {
    pool.stop();
  }
}
