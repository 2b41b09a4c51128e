import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createRouterClient, type RouterClient } from '@orpc/server';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Draft } from '../../../electron/contract/draft.ts';
import {
  apiRouter,
  openSession,
  readExperiment,
  type Session,
} from '../../../electron/engine/engine.ts';
import { openAppState } from '../../../electron/engine/session/appState.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { uploadedDraft } from '../../fixtures/uploadedDraft.ts';

let folder: string;
let session: Session;
let draft: Draft;
let engine: RouterClient<ReturnType<typeof apiRouter>>;

/** A project on questions, from its files to a finished run, as a window would make it. */
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-pages-'));
  vi.stubEnv('STILLROOM_HOME', folder);
  const store = openModelStore({ folder: await makeTinyModels(folder) });
  const recipes = ['{ kind: s3, rows: 12, rounds: 1 }'];
  const file = makeTinyExperiment(folder, { isOfQuestions: true, prompts: 'adqa', recipes });
  const { project: _, recipes: planned, ...rest } = readExperiment(file.experiment).experiment;
  session = openSession(openAppState({ STILLROOM_HOME: folder }), store);
  engine = createRouterClient(apiRouter(), { context: { session } });
  draft = await uploadedDraft(engine, rest);
  await engine.start.create({ name: 'Questions', draft });
  await engine.run.start({ recipe: planned[0]! });
  while (session.isWorking) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(session.snapshot().run).toMatchObject({ state: 'done' });
});
afterAll(async () => {
  await session.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

describe('pages of a project on questions', () => {
  it('the files are counted as questions', async () => {
    const { splits } = await engine.files.checkGold({ draft });
    expect(splits).toEqual({
      seed: { questions: 12 },
      validation: { questions: 16 },
      test: { questions: 20 },
    });
    expect(session.snapshot().project!.gold).toEqual({ seed: 12, validation: 16, test: 20 });
  });

  it('prompts show a question of the user with its answer', async () => {
    const previews = await engine.prompts.preview({});
    expect(previews.map(({ name }) => name)).toEqual([
      's3.seed',
      's3.extrapolate',
      'answer.template',
    ]);
    for (const { name, text, places } of previews) {
      // the teacher is not told the answer that it is asked for
      expect(places.includes('answer')).toBe(name.startsWith('s3.'));
      expect(text).toMatch(/^(Given a context|Text): \w+ \w+/);
      expect(text).not.toContain('{');
    }
  });

  it('review lists rows with the place of the answer, and edits a question', async () => {
    const { first, total } = await engine.review.view({ filter: {}, sort: 'written', first: 50 });
    expect(total).toBe(session.snapshot().project!.rows.all);
    for (const { context, label, answerStart } of first) {
      expect(context!.slice(answerStart!).startsWith(label)).toBe(true);
    }
    const [row] = first;
    await engine.review.act({ rows: [row!.id], action: { kind: 'edit', text: 'baban vojon' } });
    const { original } = await engine.review.lineage({ row: row!.id });
    expect(original.text).toBe(row!.text);
  });

  it('results have exact matches and F1, and no confusion of labels', async () => {
    const { runs, confusion } = await engine.results.page();
    expect(confusion).toBeNull();
    expect(runs[0]!.report.measures).toEqual({ accuracy: 'exact match', f1: 'F1' });
    expect(runs[0]!.report.facts.join(' ')).toContain("SQuAD's exact match");
  });

  it('a student is exported as a folder, questions as JSONL', async () => {
    const student = await engine.export.write({ what: 'student', only: 'notRejected' });
    const [kept] = await engine.use.students();
    expect(student.path).toContain(path.basename(kept!.id));
    const rows = await engine.export.write({ what: 'jsonl', only: 'notRejected' });
    expect(rows.rows).toBe(session.snapshot().project!.rows.kept);
  });

  it('a run is estimated', async () => {
    const { parts } = await engine.run.estimate({
      recipe: { kind: 's3', rows: 20 },
    });
    expect(parts.map(({ what }) => what)).toEqual([
      'Writing rows',
      'Training students',
      'The teacher asked',
    ]);
    for (const { seconds } of parts) expect(seconds).toBeGreaterThan(0);
  });

  it('what works on labels is refused by name', async () => {
    const [student] = await engine.use.students();
    const source = { kind: 'pasted', text: 'baban' } as const;
    await expect(engine.use.begin({ student: student!.id, source })).rejects.toThrow(
      "The Use page works on single texts, and this project's task is one of questions. Use",
    );
    await expect(engine.use.coverage({ student: student!.id })).rejects.toThrow(
      "The Use page works on labels, and this project's task is one of questions",
    );
    await expect(engine.audit.begin({ size: 5 })).rejects.toThrow('The Audit page works on labels');
    await expect(engine.label.next({ order: 'spread' })).rejects.toThrow('one of questions');
    await expect(engine.export.write({ what: 'csv', only: 'notRejected' })).rejects.toThrow(
      'Choose JSONL',
    );
    await expect(engine.run.start({ recipe: { kind: 'confidence', folds: 2 } })).rejects.toThrow(
      'recipes: confidence is for',
    );
  });
});
