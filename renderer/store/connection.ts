import { type ClientLink, createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink as PortLink } from '@orpc/client/message-port';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import type { api } from '../../electron/contract/api.ts';
import type { PageMessage } from '../../electron/contract/desktop.ts';
import type { Snapshot } from '../../electron/contract/snapshot.ts';

export type Engine = ContractRouterClient<typeof api>;

/** Why a call had no answer; the message depends on it. */
export type FailureKind = 'badInput' | 'cancelled' | 'fault' | 'lost';

export class EngineFailure extends Error {
  override readonly name = 'EngineFailure';
  readonly kind: FailureKind;
  constructor(kind: FailureKind, message: string) {
    super(message);
    this.kind = kind;
  }
}

type Link = ClientLink<Record<never, never>>;

interface Transport {
  readonly link: Link;
  readonly isOpen: () => boolean;
  /** Why the previous engine ended, if it did. */
  readonly news: string | null;
}

/** Whether the page is in the desktop app's window, rather than in a browser. */
export const isDesktop = () => location.protocol === 'app:';

let transport: Promise<Transport> | undefined;

function openTransport(): Promise<Transport> {
  transport ??= isDesktop() ? openPort() : openWebSocket();
  return transport;
}

/**
 * The desktop's transport: the preload forwards a port to the engine, and a notice when it is lost.
 */
function openPort(): Promise<Transport> {
  const opening = Promise.withResolvers<Transport>();
  let open: MessagePort | undefined;
  const shut = (reason: string) => {
    window.removeEventListener('message', hear);
    transport = undefined;
    const port = open;
    open = undefined;
    // pending calls fail, even if main reported the loss
    port?.dispatchEvent(new Event('close'));
    opening.reject(new EngineFailure('lost', reason));
  };
  const hear = ({ source, data, ports: [port] }: MessageEvent) => {
    const message = data as PageMessage | null;
    if (source !== window || message?.stillroom !== 'port') return;
    if (!port) return shut(message.reason ?? 'The engine cannot be reached.');
    if (open) return;
    open = port;
    // must run before the link's own listener, which fails the pending calls, because they check
    // whether the transport is open
    port.addEventListener('close', () => open && shut('The engine is gone.'));
    const link = new PortLink({ port });
    port.start();
    opening.resolve({ link, isOpen: () => open !== undefined, news: message.reason });
  };
  window.addEventListener('message', hear);
  const request: PageMessage = { stillroom: 'needPort' };
  window.postMessage(request, location.origin);
  return opening.promise;
}

function openWebSocket(): Promise<Transport> {
  const socket = new WebSocket(`ws://${location.host}/api`);
  const link = new RPCLink({ websocket: socket });
  const isOpen = () => socket.readyState === WebSocket.OPEN;
  return new Promise((resolve, reject) => {
    socket.addEventListener('open', () => resolve({ link, isOpen, news: null }));
    socket.addEventListener('close', () => {
      transport = undefined;
      reject(new EngineFailure('lost', 'The engine cannot be reached.'));
    });
  });
}

/** Each call uses the transport that is currently open, so one client outlives every connection. */
const onTheOpenTransport: Link = {
  async call(path, input, options) {
    const { link, isOpen } = await openTransport();
    try {
      return await link.call(path, input, options);
    } catch (error) {
      throw failureOf(error, isOpen());
    }
  },
};

/** The page's client. Every call throws EngineFailure, which says what is at fault. */
export const engine: Engine = createORPCClient(onTheOpenTransport);

const KINDS: Readonly<Record<string, FailureKind>> = {
  BAD_INPUT: 'badInput',
  CANCELLED: 'cancelled',
};

function failureOf(error: unknown, isOpen: boolean): EngineFailure {
  if (!isOpen) return new EngineFailure('lost', 'The connection to the engine was lost.');
  if (!(error instanceof ORPCError)) return new EngineFailure('fault', String(error));
  if (error.code === 'BAD_REQUEST') return new EngineFailure('badInput', refusedFields(error.data));
  const message = (error.data as { message?: string } | undefined)?.message ?? error.message;
  return new EngineFailure(KINDS[error.code] ?? 'fault', message);
}

interface RefusedField {
  readonly path?: readonly unknown[];
  readonly code?: string;
  readonly origin?: string;
  readonly minimum?: number;
  readonly inclusive?: boolean;
  readonly message: string;
}

/** The most frequent error is an empty field, for which the schema's message is too technical. */
function inWords({ code, origin, minimum, inclusive, message }: RefusedField): string {
  if (code !== 'too_small') return message;
  if (origin === 'string') return 'it is empty';
  return `it has to be ${inclusive ? '' : 'more than '}${minimum}${inclusive ? ' or more' : ''}`;
}

/** The fields that the contract's schemas rejected. */
function refusedFields(data: unknown): string {
  const { issues = [] } = (data ?? {}) as {
    issues?: readonly RefusedField[];
  };
  const sentences = issues.map(
    (issue) => `${(issue.path ?? []).slice(1).join('.')}: ${inWords(issue)}`,
  );
  return `This cannot be used. ${sentences.join('. ')}`;
}

const FIRST_PAUSE_MS = 250;
const LONGEST_PAUSE_MS = 4000;

/**
 * Follows the engine's state for as long as the page lives, across lost connections.
 * @param onLost called with the reason, if the engine itself ended and the reason is known
 */
export async function follow(
  onSnapshot: (snapshot: Snapshot) => void,
  onLost: (reason?: string) => void,
): Promise<never> {
  let pause = FIRST_PAUSE_MS;
  for (;;) {
    let reason: string | undefined;
    try {
      const { link, news } = await openTransport();
      if (news !== null) onLost(news);
      const opened: Engine = createORPCClient(link);
      for await (const snapshot of await opened.watch()) {
        pause = FIRST_PAUSE_MS;
        onSnapshot(snapshot);
      }
    } catch (error) {
      // the reaction is the same whatever ended the stream
      if (error instanceof EngineFailure) reason = error.message;
    }
    onLost(reason);
    await new Promise((resolve) => setTimeout(resolve, pause));
    pause = Math.min(2 * pause, LONGEST_PAUSE_MS);
  }
}
