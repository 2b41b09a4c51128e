import type { Capabilities } from './capabilities.ts';
import type { EndpointFault } from './endpointFault.ts';
import type { Endpoint } from './endpointRegistry.ts';
import { requestWindow } from './requestWindow.ts';

/** How long endpoints are waited for; tests wait less. */
export interface Patience {
  /** Milliseconds for an answer of at most so many tokens. */
  timeoutMs(tokens: number): number;
  /** The first rest of an endpoint that fails, doubled with each further failure. */
  readonly restMs: number;
  readonly longestRestMs: number;
  /** Failures in a row after which a run no longer waits for an endpoint. */
  readonly failures: number;
}

/** Waits of a minute and a half in all, in which a server can be started again. */
export const PATIENCE: Patience = {
  timeoutMs: (tokens) => 90_000 + tokens * 400,
  restMs: 500,
  longestRestMs: 30_000,
  failures: 8,
};

/** Failures in a row of which the user is told. */
const TOLD_AT = 3;

/** What became of an endpoint, where the user should know of it. */
export type EndpointChange = 'resting' | 'waiting' | 'leftOut' | 'back' | undefined;

/** What a pool knows of one endpoint. */
export interface EndpointState {
  readonly endpoint: Endpoint;
  /** Undefined until a probe was answered. */
  readonly can: Capabilities | undefined;
  readonly inFlight: number;
  /** The requests in flight, as a share of the window. */
  readonly load: number;
  /** The last fault; undefined after an answer. */
  readonly reason: string | undefined;
  readonly isWrong: boolean;
  /** It is left out, or has failed so often that a run does not wait for it. */
  readonly isGivenUp: boolean;
  /** When it may be asked again; infinite if it need not be waited for. */
  readonly restsUntil: number;
  /** Resolves once its first probe has ended, either way. */
  readonly settled: Promise<void>;
  isFree(): boolean;
  /** Makes it count as not free until `unskip`: nothing that waits is for it. */
  skip(): void;
  unskip(): void;
  /** Notes a request. @returns when it began */
  begin(): number;
  /** Notes the end of a request that tells nothing of the endpoint. */
  end(): void;
  /** Only the answer to a row ends its failures: a probe is short, and may be answered alone. */
  found(can: Capabilities): void;
  answered(begun: number, size: number): EndpointChange;
  failed(fault: EndpointFault, begun: number): EndpointChange;
}

/** An endpoint that nobody has asked yet. */
export function endpointState(endpoint: Endpoint, patience: Patience): EndpointState {
  let window = requestWindow();
  const { promise: settled, resolve: settle } = Promise.withResolvers<void>();
  let can: Capabilities | undefined;
  let inFlight = 0;
  let failures = 0;
  let refusals = 0;
  let lastFailure = 0;
  let restsUntil = 0;
  let reason: string | undefined;
  let isWrong = false;
  let isSkipped = false;
  // after a failure one request tries whether it works again
  const room = () => (failures > 0 || !can ? 1 : window.size);
  const restAfter = (times: number) =>
    Math.min(patience.restMs * 2 ** (times - 1), patience.longestRestMs);
  const rest = (ms: number) => {
    const jitter = 0.75 + Math.random() / 2;
    restsUntil = Math.max(restsUntil, performance.now() + ms * jitter);
  };
  return {
    endpoint,
    settled,
    get can() {
      return can;
    },
    get inFlight() {
      return inFlight;
    },
    get load() {
      return inFlight / room();
    },
    get reason() {
      return reason;
    },
    get isWrong() {
      return isWrong;
    },
    get isGivenUp() {
      return isWrong || failures >= patience.failures;
    },
    get restsUntil() {
      const isBusy = inFlight >= room();
      return isWrong || isBusy ? Number.POSITIVE_INFINITY : restsUntil;
    },
    isFree: () => !isWrong && !isSkipped && inFlight < room() && performance.now() >= restsUntil,
    skip() {
      isSkipped = true;
    },
    unskip() {
      isSkipped = false;
    },
    begin() {
      inFlight++;
      return performance.now();
    },
    end() {
      inFlight--;
    },
    found(capabilities) {
      inFlight--;
      can = capabilities;
      settle();
    },
    answered(begun, size) {
      const isFull = inFlight >= window.size;
      inFlight--;
      window.answered(begun, (performance.now() - begun) / 1000 / size, isFull);
      const wasTold = failures >= TOLD_AT;
      failures = 0;
      refusals = 0;
      reason = undefined;
      if (!wasTold) return undefined;
      window = requestWindow();
      return 'back';
    },
    failed(fault, begun) {
      inFlight--;
      reason = fault.message;
      window.refused(begun);
      settle();
      if (fault.kind === 'wrong' || fault.kind === 'request') {
        if (isWrong) return undefined;
        isWrong = true;
        return 'leftOut';
      }
      if (fault.kind === 'busy') {
        const { waitMs = 0 } = fault;
        rest(Math.max(waitMs, restAfter(++refusals)));
        return waitMs > patience.longestRestMs ? 'waiting' : undefined;
      }
      // requests that fail together are one failure
      if (begun < lastFailure) return undefined;
      lastFailure = performance.now();
      failures++;
      rest(restAfter(failures));
      if (failures !== TOLD_AT) return undefined;
      // if it is started again, it may be another version or model
      can = undefined;
      return 'resting';
    },
  };
}
