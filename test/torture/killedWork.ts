import { readFileSync } from 'node:fs';
import path from 'node:path';
import { createRouterClient } from '@orpc/server';
import type { DraftInput } from '../../electron/contract/draft.ts';
import type { ReviewAction } from '../../electron/contract/review.ts';
import { apiRouter, openSession } from '../../electron/engine/engine.ts';
import { openAppState } from '../../electron/engine/session/appState.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { randomStream } from '../../models/randomStream.ts';
import { sendFile } from '../../renderer/store/sendFile.ts';

// What a window does, in a process that may be killed at any moment. It prints what it is about to do,
// and what was acknowledged.
//
// killedWork.ts review|create|settings HOME SEED [PROJECT | NAME FILE]

const [kind, home, seed, ...more] = process.argv.slice(2) as [string, string, string, ...string[]];
const random = randomStream(`work ${seed}`);
const session = openSession(
  openAppState({ STILLROOM_HOME: home }),
  openModelStore({ folder: path.join(home, 'models') }),
);
const engine = createRouterClient(apiRouter(), { context: { session } });
const say = (event: 'begin' | 'done', what: object) =>
  process.stdout.write(`${JSON.stringify({ event, ...what })}\n`);

if (kind === 'review') await review(more[0]!);
if (kind === 'create') await create(more[0]!, more[1]!);
if (kind === 'settings') await changeSettings();
await session.close();

async function review(project: string): Promise<void> {
  await engine.start.open({ folder: project });
  const { first } = await engine.review.view({ filter: {}, sort: 'written', first: 100 });
  const actions: readonly ReviewAction[] = [
    { kind: 'accept' },
    { kind: 'reject' },
    { kind: 'relabel', label: 'good', accept: true },
    { kind: 'relabel', label: 'bad', accept: false },
    { kind: 'flag', on: true },
  ];
  for (let i = 0; ; i++) {
    const { id } = first[Math.floor(random.uniform() * first.length)]!;
    const action: ReviewAction =
      i % 4 === 0
        ? { kind: 'edit', text: `edited ${seed} ${i}` }
        : actions[Math.floor(random.uniform() * actions.length)]!;
    say('begin', { id });
    const { rows } = await engine.review.act({ rows: [id], action });
    const { state, label, text, flagged } = rows[0]!;
    say('done', { id, row: { state, label, text, flagged } });
  }
}

async function create(name: string, file: string): Promise<void> {
  const bytes = readFileSync(file);
  const upload = async (as: string) =>
    (await engine.files.take(await sendFile(engine, new File([bytes], as)))).file;
  const part = async (as: string) => ({ file: await upload(as), text: 'text', label: 'label' });
  const draft: DraftInput = {
    task: { kind: 'text-classification', labels: { good: 'liked', bad: 'disliked' } },
    gold: { seed: await part('seed.jsonl'), test: await part('test.jsonl') },
    corpus: [{ file: await upload('corpus.jsonl'), text: 'text' }],
    teacher: 'tiny-teacher',
    student: { model: 'tiny-bert' },
  };
  say('begin', { name });
  await engine.start.create({ name, draft });
  say('done', { name });
}

async function changeSettings(): Promise<void> {
  for (let i = 0; ; i++) {
    const reviewer = `reviewer ${seed} ${i}`;
    say('begin', { reviewer });
    await engine.settings.set({ reviewer });
    say('done', { reviewer });
  }
}
