import { BadInput } from '../../../models/badInput.ts';
import type { Prompt, Sampling } from '../../../models/teacher/teacher.ts';
import { RunPaused } from '../journal/run.ts';
import type { TeacherPool } from '../runtime/teacherPool.ts';
import { canScore, type ProbedEndpoint } from './capabilities.ts';
import { EndpointFault, EndpointsLost } from './endpointFault.ts';
import type { EndpointPoolEntry } from './endpointRegistry.ts';
import { type EndpointState, endpointState, PATIENCE, type Patience } from './endpointState.ts';
import { countTokensAt, cutTextsAt, cutToBound, tokenBound } from './endpointTokens.ts';
import { generateAt } from './generateAt.ts';
import { probeEndpoint } from './probeEndpoint.ts';
import { scoreAt } from './scoreAt.ts';

export interface PoolOptions {
  /** Says what the user should know: an endpoint that is left out, or is back. */
  readonly onNote: (sentence: string) => void;
  /** After a pause, requests in flight are awaited, and no other begins. */
  readonly pause?: AbortSignal | undefined;
  readonly patience?: Partial<Patience>;
}

/** A teacher pool whose teachers are endpoints on other machines. */
export interface EndpointPool extends TeacherPool {
  /** Whether any of the endpoints can say how likely it finds a label's words. */
  canScore(): Promise<boolean>;
  /** Gives up requests in flight. */
  stop(): void;
}

/** The most requests at once that an endpoint gets. */
const MOST_AT_ONCE = 64;

/** A request that no endpoint has answered after so many attempts ends the run. */
const MOST_ATTEMPTS = 12;

interface Task {
  readonly work: (probed: ProbedEndpoint, signal: AbortSignal) => Promise<unknown>;
  /** Leaves out endpoints that cannot do it. */
  readonly fits: (probed: ProbedEndpoint) => boolean;
  readonly sizeOf: (result: unknown) => number;
  readonly resolve: (result: unknown) => void;
  readonly reject: (error: unknown) => void;
  attempts: number;
  /** The endpoint at which it failed last: another is to try it next. */
  failedAt: EndpointState | undefined;
}

/**
 * A pool of endpoints, one row a request. Each endpoint gets as many requests at once as its window
 * allows. One that fails rests, longer each time; its requests go to the others at once. An answer
 * counts once: a request that timed out is given up before it is sent anywhere else.
 */
export function endpointPool(entry: EndpointPoolEntry, options: PoolOptions): EndpointPool {
  const { onNote, pause } = options;
  const patience = { ...PATIENCE, ...options.patience };
  const stopped = new AbortController();
  const states = entry.endpoints.map((endpoint) => endpointState(endpoint, patience));
  const waiting: Task[] = [];
  let timer: NodeJS.Timeout | undefined;

  const inFlight = () => states.reduce((sum, state) => sum + state.inFlight, 0);

  /** After a pause the requests in flight are recorded first; a rejection ends the recording. */
  const endPaused = () => {
    if (inFlight() > 0) return;
    setImmediate(() => {
      for (const task of waiting.splice(0)) task.reject(new RunPaused('the run was paused'));
    });
  };

  const endLost = () => {
    const reasons = states.map(({ reason, endpoint }) => reason ?? `${endpoint.url}: no answer`);
    const isWrong = states.every(({ isWrong }) => isWrong);
    const sentence = `No endpoint of the teacher ${entry.name} answers. ${reasons.join('. ')}`;
    const make = isWrong ? () => new BadInput(`${sentence}.`) : () => new EndpointsLost(sentence);
    for (const task of waiting.splice(0)) task.reject(make());
  };

  const pump = () => {
    clearTimeout(timer);
    if (stopped.signal.aborted || pause?.aborted) return endPaused();
    if (waiting.length === 0) return;
    if (states.every((state) => state.isGivenUp)) return endLost();
    for (;;) {
      const free = states.filter((state) => state.isFree()).sort((a, b) => a.load - b.load);
      const [state] = free;
      if (!state) break;
      if (!state.can) {
        void probe(state);
        continue;
      }
      const probed = { endpoint: state.endpoint, can: state.can };
      const at = waiting.findIndex((task) => task.fits(probed) && mayTry(state, task));
      if (at < 0) {
        state.skip();
        continue;
      }
      void send(state, probed, waiting.splice(at, 1)[0]!);
    }
    for (const state of states) state.unskip();
    requireFitting();
    const next = Math.min(...states.map((state) => state.restsUntil));
    if (waiting.length > 0 && Number.isFinite(next)) {
      timer = setTimeout(pump, Math.max(1, next - performance.now()));
    }
  };

  const mayTry = (state: EndpointState, { failedAt, fits }: Task) =>
    failedAt !== state ||
    !states.some(
      (other) =>
        other !== state &&
        !other.isGivenUp &&
        (!other.can || fits({ endpoint: other.endpoint, can: other.can })),
    );

  /** A task that no endpoint can do would wait for ever. */
  const requireFitting = () => {
    if (inFlight() > 0) return;
    const isKnown = states.every((state) => state.can || state.isGivenUp);
    if (!isKnown) return;
    const able = states.flatMap(({ endpoint, can, isGivenUp }) =>
      can && !isGivenUp ? [{ endpoint, can }] : [],
    );
    const known = states.flatMap(({ endpoint, can }) => (can ? [{ endpoint, can }] : []));
    for (const task of waiting.filter(({ fits }) => !able.some(fits))) {
      waiting.splice(waiting.indexOf(task), 1);
      const sentence = `No endpoint of the teacher ${entry.name} that answers can do this`;
      task.reject(
        known.some(task.fits)
          ? new EndpointsLost(`${sentence}, and the one that could is lost`)
          : new BadInput(
              `${sentence}. \`stillroom endpoints check ${entry.name}\` says what each can do.`,
            ),
      );
    }
  };

  const probe = async (state: EndpointState) => {
    const begun = state.begin();
    try {
      const timing = { timeoutMs: patience.timeoutMs(0), signal: stopped.signal };
      state.found(await probeEndpoint(state.endpoint, entry, timing));
    } catch (error) {
      tell(state, state.failed(asFault(error, state), begun));
    }
    pump();
  };

  const send = async (state: EndpointState, probed: ProbedEndpoint, task: Task) => {
    const begun = state.begin();
    try {
      const result = await task.work(probed, stopped.signal);
      tell(state, state.answered(begun, task.sizeOf(result)));
      task.resolve(result);
    } catch (error) {
      settleFault(state, task, error, begun);
    }
    pump();
  };

  const settleFault = (state: EndpointState, task: Task, error: unknown, begun: number) => {
    if (stopped.signal.aborted) {
      state.end();
      return task.reject(new RunPaused('the run was stopped'));
    }
    if (!(error instanceof EndpointFault)) {
      state.end();
      return task.reject(error);
    }
    if (error.kind === 'request') {
      state.end();
      return task.reject(new BadInput(`${error.message}.`));
    }
    tell(state, state.failed(error, begun));
    task.attempts++;
    task.failedAt = state;
    if (task.attempts < MOST_ATTEMPTS) return void waiting.unshift(task);
    task.reject(
      new EndpointsLost(
        `A request was sent ${MOST_ATTEMPTS} times to the endpoints of ${entry.name}, and none answered it. ${error.message}`,
      ),
    );
  };

  const tell = (state: EndpointState, change: ReturnType<EndpointState['failed']>) => {
    const { url } = state.endpoint;
    if (change === 'leftOut') onNote(`${state.reason}. It is left out of this run.`);
    if (change === 'resting') {
      const others = states.length > 1 ? 'Its rows go to the others, and it' : 'It';
      onNote(`${state.reason}. ${others} is tried again after a while.`);
    }
    if (change === 'waiting') onNote(`${state.reason}. It asks to wait, and is waited for.`);
    if (change === 'back') onNote(`${url} answers again.`);
  };

  const run = <Result>(
    work: (probed: ProbedEndpoint, signal: AbortSignal) => Promise<Result>,
    {
      fits = () => true,
      sizeOf = () => 1,
    }: { fits?: Task['fits']; sizeOf?: (result: Result) => number } = {},
  ): Promise<Result> =>
    new Promise<unknown>((resolve, reject) => {
      const size = sizeOf as Task['sizeOf'];
      waiting.push({ work, fits, sizeOf: size, resolve, reject, attempts: 0, failedAt: undefined });
      pump();
    }) as Promise<Result>;

  const timing = (tokens: number, signal: AbortSignal) => ({
    timeoutMs: patience.timeoutMs(tokens),
    signal,
  });

  /** The first answer of any endpoint tells; those that come later are asked if they fit. */
  const known = async () => {
    if (!states.some(({ can }) => can)) await run(async () => undefined);
    return states.flatMap(({ endpoint, can }) => (can ? [{ endpoint, can }] : []));
  };

  const all = async () => {
    await Promise.all(states.map(({ settled }) => settled));
    return known();
  };

  pause?.addEventListener('abort', pump, { once: true });
  for (const state of states) void probe(state);

  const hasTokenizer = ({ can }: ProbedEndpoint) => can.tokenizer !== null;
  return {
    parallel: MOST_AT_ONCE * entry.endpoints.length,
    contextSize: entry.contextSize,
    description: `on other machines: ${entry.endpoints.map(({ url }) => url).join(', ')}`,
    generate: (prompt: Prompt, sampling: Sampling) =>
      run(
        (probed, signal) =>
          generateAt(probed, prompt, sampling, timing(sampling.maxTokens, signal)),
        {
          fits: ({ can }) =>
            (prompt.chat ? can.chats : can.completes) && (!sampling.against || can.isStillroom),
          sizeOf: ({ outputTokens }) => outputTokens + FIXED_TOKENS,
        },
      ),
    score: (prompt, continuations) =>
      run((probed, signal) => scoreAt(probed, prompt, continuations, timing(0, signal)), {
        fits: ({ can }) => canScore(can),
      }),
    async countTokens(prompts) {
      if (!(await all()).some(hasTokenizer)) return prompts.map(tokenBound);
      return run((probed, signal) => countTokensAt(probed, prompts, timing(0, signal)), {
        fits: hasTokenizer,
      });
    },
    async cutTexts(texts, limit) {
      if (!(await all()).some(hasTokenizer)) return texts.map((text) => cutToBound(text, limit));
      return run((probed, signal) => cutTextsAt(probed, texts, limit, timing(0, signal)), {
        fits: hasTokenizer,
      });
    },
    canScore: async () => (await all()).some(({ can }) => canScore(can)),
    stop() {
      stopped.abort();
      clearTimeout(timer);
      endPaused();
    },
  };
}

/** A request's own time beside its tokens, in tokens, so that long and short answers can be compared. */
const FIXED_TOKENS = 32;

function asFault(error: unknown, { endpoint }: EndpointState): EndpointFault {
  if (error instanceof EndpointFault) return error;
  return new EndpointFault('lost', `${endpoint.url}: ${(error as Error).message}`);
}
