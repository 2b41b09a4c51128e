import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { checkEndpoints } from '../../../../../electron/engine/endpoints/checkEndpoints.ts';
import {
  countTokensAt,
  cutTextsAt,
} from '../../../../../electron/engine/endpoints/endpointTokens.ts';
import { probeEndpoint } from '../../../../../electron/engine/endpoints/probeEndpoint.ts';
import { scoreAt } from '../../../../../electron/engine/endpoints/scoreAt.ts';
import { faultyEndpoint } from '../../../../fixtures/faultyEndpoint.ts';

const open: { close(): Promise<void> }[] = [];
afterEach(async () => {
  for (const one of open.splice(0)) await one.close();
});

const TIMING = { timeoutMs: 2000 };

interface Asked {
  readonly prompt?: string;
  readonly content?: string;
  readonly messages?: readonly { readonly content: string }[];
  readonly tokens?: readonly number[];
  readonly echo?: boolean;
  readonly logprobs?: unknown;
  readonly n?: number;
  readonly seed?: number;
}

/** A token is a word with the space before it. */
const pieces = (text: string) => text.match(/\s*\S+|\s+$/g) ?? [];
const known: string[] = [];
const idOf = (piece: string) =>
  known.includes(piece) ? known.indexOf(piece) : known.push(piece) - 1;

/** A server that counts words as vLLM's form has it, and echoes a prompt with its log-probabilities. */
async function vllmServer(kind: 'vllm' | 'llama-server', isBusy = () => false) {
  const answers: Readonly<Record<string, (asked: Asked) => object | undefined>> = {
    '/v1/models': () => ({ data: [{ id: 'm', max_model_len: 2048 }] }),
    '/version': () => (kind === 'vllm' ? { version: '0.10.1' } : undefined),
    '/props': () =>
      kind === 'llama-server'
        ? { build_info: 'b6000', default_generation_settings: { n_ctx: 1024 } }
        : undefined,
    '/tokenize': ({ prompt, content, messages }) => {
      const text = messages?.map((one) => `<turn> ${one.content}`).join(' ') ?? prompt ?? content!;
      const tokens = pieces(text).map(idOf);
      return kind === 'vllm' ? { tokens, count: tokens.length } : { tokens };
    },
    '/detokenize': ({ tokens }) => {
      const text = tokens!.map((id) => known[id]).join('');
      return kind === 'vllm' ? { prompt: text } : { content: text };
    },
    '/v1/completions': ({ prompt = '', echo, logprobs, n = 1, seed }) => {
      if (echo && kind === 'llama-server') return undefined;
      // a mark at the start, which is no part of the text
      const tokens = ['<s>', ...(echo ? pieces(prompt) : []), ' end'];
      const likely = (token: string) => (token.trim() === 'Thursday' ? -0.5 : -4);
      const choice = {
        text: ` end of ${seed} here`,
        finish_reason: 'length',
        logprobs: logprobs
          ? { tokens, token_logprobs: tokens.map((one, i) => (i === 0 ? null : likely(one))) }
          : null,
      };
      return {
        model: 'm',
        choices: Array.from({ length: n }, () => choice),
        usage: { prompt_tokens: 1, completion_tokens: 1 },
      };
    },
  };
  const server = createServer(async (request, response) => {
    let text = '';
    for await (const piece of request) text += String(piece);
    if (request.url === '/v1/completions' && isBusy()) {
      response.writeHead(429).end();
      return;
    }
    const answer = answers[request.url ?? '']?.(text === '' ? {} : JSON.parse(text));
    response.writeHead(answer ? 200 : 404, { 'Content-Type': 'application/json' });
    response.end(JSON.stringify(answer ?? { detail: 'Not Found' }));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push({
    close: async () => {
      server.closeAllConnections();
      server.close();
    },
  });
  const endpoint = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    model: 'm',
  };
  return endpoint;
}

async function vllmLike(kind: 'vllm' | 'llama-server') {
  const endpoint = await vllmServer(kind);
  return { endpoint, can: await probeEndpoint(endpoint, { chat: false }, TIMING) };
}

it('vLLM is known by its paths: it scores, and counts with its chat template', async () => {
  const probed = await vllmLike('vllm');
  expect(probed.can).toMatchObject({
    server: 'vLLM 0.10.1',
    isStillroom: false,
    completes: true,
    chats: false,
    seeds: true,
    logprobs: true,
    echoes: true,
    several: true,
    tokenizer: 'vllm',
    contextSize: 2048,
  });
  const prompt = { text: 'Monday, Tuesday,', chat: false };
  expect(await scoreAt(probed, prompt, [' Thursday', ' Thursday evening'], TIMING)).toEqual([
    { log: -0.5, tokens: 1 },
    { log: -4.5, tokens: 2 },
  ]);
  const torn = scoreAt(probed, { text: 'Mon', chat: false }, ['day'], TIMING);
  await expect(torn).rejects.toThrow(/does not say how likely/);
  const chat = { text: 'one two\nthree', chat: true, turns: [8] };
  expect(await countTokensAt(probed, [prompt, chat], TIMING)).toEqual([2, 5]);
});

it.each(['vllm', 'llama-server'] as const)('texts are cut by the tokenizer of %s', async (kind) => {
  const probed = await vllmLike(kind);
  expect(probed.can.tokenizer).toBe(kind);
  const texts = ['One two. Three four five six.', 'short'];
  expect(await cutTextsAt(probed, texts, 3, TIMING)).toEqual([
    { text: 'One two.', tokens: 2 },
    { text: 'short', tokens: 1 },
  ]);
});

it('llama-server is known by its properties, and does not score', async () => {
  const { can } = await vllmLike('llama-server');
  expect(can).toMatchObject({
    server: 'llama-server b6000',
    contextSize: 1024,
    echoes: false,
    tokenizer: 'llama-server',
  });
});

it('a server that writes another text for the same seed is found out', async () => {
  let times = 0;
  const made = await faultyEndpoint({ answer: () => `text ${times++}` });
  open.push(made);
  const can = await probeEndpoint({ url: made.url, model: 'm' }, { chat: false }, TIMING);
  expect(can).toMatchObject({ seeds: false, stops: null, tokenizer: null, server: null });
});

it('a server that answers with nothing is refused before the run', async () => {
  const made = await faultyEndpoint({ answer: () => '' });
  open.push(made);
  const endpoint = { url: made.url, model: 'm' };
  expect(await probeEndpoint(endpoint, { chat: false }, TIMING)).toMatchObject({ writes: false });
  const pool = { name: 'lab', contextSize: 2048, chat: false, endpoints: [endpoint] };
  await expect(checkEndpoints(pool, { recipes: [] }, [])).rejects.toThrow(/and write nothing/);
});

it('a model that the server does not have is told before any prompt is sent', async () => {
  const made = await faultyEndpoint({ model: 'one' });
  open.push(made);
  const probing = probeEndpoint({ url: made.url, model: 'two' }, { chat: false }, TIMING);
  await expect(probing).rejects.toThrow(/it has no model 'two'; it has one\./);
});

const RECIPES = [{ kind: 'teacherLabels', rows: 8 }] as never;

it('a recipe that scores labels is refused by name before the run', async () => {
  const made = await faultyEndpoint();
  open.push(made);
  const pool = (url: string) => ({
    name: 'lab',
    contextSize: 2048,
    chat: false,
    endpoints: [{ url, model: 'm' }],
  });
  await expect(checkEndpoints(pool(made.url), { recipes: RECIPES }, [])).rejects.toThrow(
    /recipes: teacherLabels asks the teacher how likely each label is/,
  );
  const call = {
    recipe: 'zerogen',
    prompt: { text: '', chat: false, against: { prompts: [], decay: 1 } },
    sampling: { temperature: 1, topP: 1, maxTokens: 1, stop: [] },
  };
  await expect(checkEndpoints(pool(made.url), { recipes: [] }, [call])).rejects.toThrow(
    /recipes: zerogen contrasts each word/,
  );
  const doubted = await checkEndpoints(pool(made.url), { recipes: [] }, []);
  expect(doubted).toMatchObject({
    state: 'warning',
    sentence: expect.stringMatching(/no tokenizer/),
  });
  const { endpoint } = await vllmLike('vllm');
  const able = await checkEndpoints(pool(endpoint.url), { recipes: RECIPES }, []);
  expect(able).toMatchObject({ state: 'passed', sentence: expect.stringMatching(/vLLM 0\.10\.1/) });
});

it('a server that is busy during the probe is asked again, not taken for one that can do less', async () => {
  let times = 0;
  const endpoint = await vllmServer('vllm', () => ++times === 4);
  await expect(probeEndpoint(endpoint, { chat: false }, TIMING)).rejects.toMatchObject({
    kind: 'busy',
  });
  expect(await probeEndpoint(endpoint, { chat: false }, TIMING)).toMatchObject({ echoes: true });
});
