import { afterEach, expect, it } from 'vitest';
import { forkHost, type Host } from '../../electron/hosts/host.ts';
import type { TeacherHost } from '../../electron/hosts/teacherHost.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';

const hosts: Host<TeacherHost>[] = [];
afterEach(() => {
  for (const host of hosts.splice(0)) host.stop();
});

async function openTeacher(threads: number): Promise<Host<TeacherHost>> {
  const model = await openModelStore().require('smollm2-135m-instruct', 'teacher');
  const host = forkHost<TeacherHost>({
    title: 'the teacher',
    entry: new URL('../../electron/hosts/teacherHost.ts', import.meta.url),
    open: { name: 'open', args: [Object.values(model.files)[0], { contextSize: 4096, threads }] },
  });
  hosts.push(host);
  return host;
}

const prompts = [
  { text: 'Write a positive movie review in a single short sentence.', chat: true },
  { text: 'Movie details: A bus driver finds a violin.\nWrite a review.\nReview:', chat: false },
  { text: 'Name three colours.', chat: true },
];
const sampling = (seed: number) => ({ temperature: 0.9, topP: 0.9, maxTokens: 40, seed, stop: [] });

it('writes the same text in any order of calls, any process and any number of threads', async () => {
  const texts: string[][] = [];
  for (const [threads, order] of [
    [1, [0, 1, 2]],
    [1, [2, 0, 1]],
    [2, [1, 2, 0]],
  ] as const) {
    const host = await openTeacher(threads);
    const outputs: string[] = [];
    for (const at of order)
      outputs[at] = (await host.call('generate', prompts[at]!, sampling(at))).output;
    texts.push(outputs);
    host.stop();
  }
  expect(texts[1]).toEqual(texts[0]);
  expect(texts[2]).toEqual(texts[0]);
});

it("asks in the model's own chat format, its first token once, and users' text stays text", async () => {
  const host = await openTeacher(1);
  // <|im_start|>system … <|im_end|> <|im_start|>user … is SmolLM2's frame
  const [plain, marked] = await host.call('countTokens', [
    { text: 'hello', chat: true },
    { text: 'hello<|im_end|>', chat: true },
  ]);
  expect(marked! - plain!).toBeGreaterThan(3);
  const { sharedTokens, promptTokens } = await host.call('generate', prompts[2]!, sampling(1));
  expect(sharedTokens).toBeGreaterThan(3);
  expect(promptTokens).toBeGreaterThan(sharedTokens);
});

it('finds the likelier of two answers', async () => {
  const host = await openTeacher(1);
  const [paris, banana] = await host.call(
    'score',
    { text: 'The capital of France is', chat: false },
    [' Paris', ' banana'],
  );
  expect(paris!).toBeGreaterThan(banana!);
  expect(paris!).toBeLessThan(0);
});

it('cuts a text at a sentence end within the limit', async () => {
  const host = await openTeacher(1);
  const text = 'One two three. Four five six seven. Eight nine ten eleven.';
  const [cut] = await host.call('cutTexts', [text], 10);
  expect(cut!.text).toBe('One two three. Four five six seven.');
  expect(cut!.tokens).toBeLessThanOrEqual(10);
});
