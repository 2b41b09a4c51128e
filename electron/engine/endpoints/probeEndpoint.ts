import type { Sampling } from '../../../models/teacher/teacher.ts';
import { type AskOptions, askEndpoint } from './askEndpoint.ts';
import type { Capabilities } from './capabilities.ts';
import { completionRequest } from './completionRequest.ts';
import { echoScore } from './echoScore.ts';
import { EndpointFault } from './endpointFault.ts';
import type { Endpoint } from './endpointRegistry.ts';
import { type ReadCompletion, readCompletion } from './readCompletion.ts';

/** Nothing of the user's is sent until an endpoint has answered this. */
const PROMPT = 'The first line of the letter was short, and the second line was';
const SAMPLING: Sampling = { temperature: 1, topP: 1, maxTokens: 12, seed: 7, stop: [] };

/**
 * Asks an endpoint what it can do, with texts of Stillroom's own.
 * @param chat whether prompts will be asked in a chat
 * @throws EndpointFault if it does not answer, or not as the model that was asked for
 */
export async function probeEndpoint(
  endpoint: Endpoint,
  { chat }: { readonly chat: boolean },
  options: AskOptions,
): Promise<Capabilities> {
  const { header, contextSize: ofModel } = await requireModel(endpoint, options);
  const told = await serverOf(endpoint, options);
  const { isStillroom } = told;
  const complete = (isInChat: boolean, takesNeutral: boolean, sampling: Sampling, more = {}) =>
    completeAt(endpoint, isInChat, { isStillroom, takesNeutral }, { sampling, more }, options);
  const [asText, inChat] = [
    await settled(true, () => tolerant((neutral) => complete(false, neutral, SAMPLING))),
    chat || !isStillroom
      ? await settled(chat, () => tolerant((neutral) => complete(true, neutral, SAMPLING)))
      : absent,
  ];
  const isInChat = chat ? inChat.value !== undefined : asText.value === undefined;
  const used = isInChat ? inChat : asText;
  if (!used.value) throw asText.fault ?? inChat.fault ?? nothing(endpoint);
  const { read, takesNeutral } = used.value;
  const again = await complete(isInChat, takesNeutral, SAMPLING);
  const seeds = read.text.trim() === '' ? null : again.text === read.text;
  const can = {
    server: told.server ?? read.fingerprint ?? header,
    model: endpoint.model,
    isStillroom,
    completes: asText.value !== undefined,
    chats: inChat.value !== undefined || isStillroom,
    takesNeutral,
    writes: [read, again].some(({ text, outputTokens }) => text !== '' || outputTokens > 0),
  };
  return {
    ...can,
    seeds,
    stops: seeds
      ? await stopsAt(read.text, (stop) =>
          complete(isInChat, takesNeutral, { ...SAMPLING, stop: [stop] }),
        )
      : null,
    logprobs: await works(async () => {
      const more = isInChat ? { logprobs: true, top_logprobs: 1 } : { logprobs: 1 };
      return Boolean((await complete(isInChat, takesNeutral, SAMPLING, more)).logprobs);
    }),
    echoes: can.completes && !isStillroom && (await echoes(endpoint, can, options)),
    several: await works(
      async () => (await complete(isInChat, takesNeutral, SAMPLING, { n: 2 })).choices === 2,
    ),
    tokenizer: isStillroom ? 'stillroom' : await tokenizerOf(endpoint, options),
    contextSize: told.contextSize ?? ofModel,
  };
}

async function completeAt(
  endpoint: Endpoint,
  chat: boolean,
  can: Pick<Capabilities, 'isStillroom' | 'takesNeutral'>,
  { sampling, more }: { readonly sampling: Sampling; readonly more: object },
  options: AskOptions,
): Promise<ReadCompletion> {
  const { path, body } = completionRequest(endpoint.model, { text: PROMPT, chat }, sampling, can);
  const { json } = await askEndpoint(endpoint, path, { ...body, ...more }, options);
  return readCompletion(json, endpoint.url, endpoint.model);
}

interface Tried<Value> {
  readonly value?: Value;
  readonly fault?: EndpointFault;
}

const absent: Tried<{ readonly read: ReadCompletion; readonly takesNeutral: boolean }> = {};

/** A path that an endpoint does not have is a finding; what would fail each time is not. */
async function settled<Value>(
  isNeeded: boolean,
  work: () => Promise<Value>,
): Promise<Tried<Value>> {
  try {
    return { value: await work() };
  } catch (error) {
    if (!(error instanceof EndpointFault)) throw error;
    if (isNeeded && !isAbsence(error)) throw error;
    return { fault: error };
  }
}

const isAbsence = ({ kind, status }: EndpointFault) =>
  kind === 'request' || status === 404 || status === 405 || status === 501;

/** Tries with values for what OpenAI's API does not have, then without. */
async function tolerant(
  ask: (takesNeutral: boolean) => Promise<ReadCompletion>,
): Promise<{ readonly read: ReadCompletion; readonly takesNeutral: boolean }> {
  try {
    return { read: await ask(true), takesNeutral: true };
  } catch (error) {
    if (!(error instanceof EndpointFault) || error.kind !== 'request') throw error;
    return { read: await ask(false), takesNeutral: false };
  }
}

/** Whether something that an endpoint may refuse works. A busy server has to be asked again. */
async function works(work: () => Promise<boolean>): Promise<boolean> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof EndpointFault && error.kind !== 'busy') return false;
    throw error;
  }
}

/** Asks for the text again, to be ended at a word within it. */
async function stopsAt(
  text: string,
  ask: (stop: string) => Promise<ReadCompletion>,
): Promise<boolean | null> {
  const stop = text.trim().split(/\s+/)[1];
  if (stop === undefined) return null;
  return works(async () => !(await ask(stop)).text.includes(stop));
}

const echoes = (endpoint: Endpoint, can: EchoingPart, options: AskOptions): Promise<boolean> =>
  works(async () => {
    const probed = { endpoint, can: { ...can, ...UNKNOWN } };
    const likely = await echoScore(probed, 'Monday, Tuesday, Wednesday,', ' Thursday', options);
    const unlikely = await echoScore(probed, 'Monday, Tuesday, Wednesday,', ' piano', options);
    return likely.log > unlikely.log;
  });

type EchoingPart = Omit<Capabilities, keyof typeof UNKNOWN>;

/** What a probe does not know yet when it looks at scores. */
const UNKNOWN = {
  seeds: null,
  stops: null,
  logprobs: false,
  echoes: false,
  several: false,
  tokenizer: null,
  contextSize: null,
} as const satisfies Partial<Capabilities>;

/** @throws EndpointFault if the server lists models, and not this one */
async function requireModel(
  { url, key, model }: Endpoint,
  options: AskOptions,
): Promise<{ readonly header: string | null; readonly contextSize: number | null }> {
  try {
    const { json, server } = await askEndpoint({ url, key }, '/v1/models', undefined, options);
    const { data } = (json ?? {}) as { readonly data?: unknown };
    const listed = Array.isArray(data) ? data.map(readListed) : [];
    const own = listed.find(({ id }) => id === model);
    if (listed.length > 0 && !own) {
      const names = listed.map(({ id }) => id).join(', ');
      throw new EndpointFault(
        'wrong',
        `${url}: it has no model '${model}'; it has ${names}. Add the endpoint with one of these as --model`,
      );
    }
    return { header: server, contextSize: own?.contextSize ?? null };
  } catch (error) {
    const isUnlisted = error instanceof EndpointFault && error.status === 404;
    if (isUnlisted) return { header: null, contextSize: null };
    throw error;
  }
}

function readListed(entry: unknown): { id: string; contextSize: number | null } {
  const { id, max_model_len: size } = (entry ?? {}) as Readonly<Record<string, unknown>>;
  return { id: String(id), contextSize: typeof size === 'number' ? size : null };
}

interface Told {
  readonly server: string | null;
  readonly isStillroom: boolean;
  readonly contextSize: number | null;
}

/** What servers say of themselves, each at a path of its own. */
async function serverOf({ url, key }: Endpoint, options: AskOptions): Promise<Told> {
  const look = async (path: string): Promise<Readonly<Record<string, unknown>>> => {
    try {
      const { json } = await askEndpoint({ url, key }, path, undefined, options);
      return (json ?? {}) as Readonly<Record<string, unknown>>;
    } catch (error) {
      if (error instanceof EndpointFault) return {};
      throw error;
    }
  };
  const [health, version, props, ollama] = await Promise.all(
    ['/health', '/version', '/props', '/api/version'].map(look),
  );
  const told = (server: string | null, contextSize: unknown = null, isStillroom = false) => ({
    server,
    isStillroom,
    contextSize: typeof contextSize === 'number' ? contextSize : null,
  });
  if (health!.server === 'stillroom') {
    return told(`Stillroom ${health!.version}`, health!.contextSize, true);
  }
  if (props!.build_info !== undefined) {
    const { n_ctx: size } = (props!.default_generation_settings ?? {}) as {
      readonly n_ctx?: unknown;
    };
    return told(`llama-server ${props!.build_info}`, size);
  }
  if (typeof version!.version === 'string') return told(`vLLM ${version!.version}`);
  if (typeof ollama!.version === 'string') return told(`Ollama ${ollama!.version}`);
  return told(null);
}

/** Both servers have `/tokenize`; vLLM also counts, and llama-server does not. */
async function tokenizerOf(
  { url, key, model }: Endpoint,
  options: AskOptions,
): Promise<Capabilities['tokenizer']> {
  const body = { model, prompt: PROMPT, content: PROMPT };
  let found: Capabilities['tokenizer'] = null;
  await works(async () => {
    const { json } = await askEndpoint({ url, key }, '/tokenize', body, options);
    const { tokens, count } = (json ?? {}) as Readonly<Record<string, unknown>>;
    if (Array.isArray(tokens) && tokens.length > 0) {
      found = typeof count === 'number' ? 'vllm' : 'llama-server';
    }
    return found !== null;
  });
  return found;
}

const nothing = ({ url }: Endpoint) =>
  new EndpointFault('wrong', `${url}: it neither continues texts nor chats`);
