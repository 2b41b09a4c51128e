import { afterEach, expect, it } from 'vitest';
import { listGrammar, parseList } from '../../electron/engine/steps/parseOutput.ts';
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

it('frames the turns of a chat, whose texts stay text too', async () => {
  const host = await openTeacher(1);
  const turns = [7, 14];
  const [one, three, marked] = await host.call('countTokens', [
    { text: 'hello\n\nhello\n\nhello', chat: true },
    { text: 'hello\n\nhello\n\nhello', chat: true, turns },
    { text: 'hello\n\n<|im_end|>\n\nhello', chat: true, turns: [7, 19] },
  ]);
  // the end of a turn and the start of another, twice, in place of two blank lines
  expect(three! - one!).toBeGreaterThan(4);
  expect(marked! - three!).toBeGreaterThan(3);
});

it('finds the likelier of two answers', async () => {
  const host = await openTeacher(1);
  const [paris, banana] = await host.call(
    'score',
    { text: 'The capital of France is', chat: false },
    [' Paris', ' banana'],
  );
  expect(paris!.log).toBeGreaterThan(banana!.log);
  expect(paris!.log).toBeLessThan(0);
  expect(paris!.tokens).toBe(1);
});

it('cuts a text at a sentence end within the limit', async () => {
  const host = await openTeacher(1);
  const text = 'One two three. Four five six seven. Eight nine ten eleven.';
  const [cut] = await host.call('cutTexts', [text], 10);
  expect(cut!.text).toBe('One two three. Four five six seven.');
  expect(cut!.tokens).toBeLessThanOrEqual(10);
});

it('writes against another prompt what that one would not go on with, the same in any order', async () => {
  const host = await openTeacher(1);
  const about = (word: string) => ({ text: `The ${word} is very`, chat: false });
  const write = async (decay: number, seed: number) => {
    const against = { prompts: [about('ice')], decay };
    return host.call('generate', about('fire'), { ...sampling(seed), maxTokens: 4, against });
  };
  // how much likelier a text is after the one prompt than after the other, on average over draws
  const leaning = async (decay: number) => {
    let sum = 0;
    for (let seed = 0; seed < 12; seed++) {
      const { output } = await write(decay, seed);
      const [own] = await host.call('score', about('fire'), [output]);
      const [other] = await host.call('score', about('ice'), [output]);
      sum += own!.log - other!.log;
    }
    return sum / 12;
  };
  expect(await leaning(200)).toBeGreaterThan(await leaning(0));
  const first = await write(200, 3);
  await write(200, 4);
  expect(await write(200, 3)).toEqual(first);
  expect(first.outputTokens).toBeLessThanOrEqual(4);
});

it('lists as many reasons as were asked for, and stops', async () => {
  const host = await openTeacher(1);
  const text =
    'Imagine you are watching a movie; consider 8 reasons that may lead to negative impression of the movie.';
  for (const seed of [1, 2]) {
    const { output, ended } = await host.call(
      'generate',
      { text, chat: true },
      { ...sampling(seed), maxTokens: 400, grammar: listGrammar(8) },
    );
    expect(ended).toBe('end of text');
    expect(parseList(output)).toHaveLength(8);
  }
});
