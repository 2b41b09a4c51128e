import { createHash, timingSafeEqual } from 'node:crypto';
import {
  createServer,
  type IncomingMessage,
  type RequestListener,
  type ServerResponse,
} from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BadInput, logFault, type ServedTeacher, teacherAnswers } from '../../engine/engine.ts';

export interface TeacherServer {
  readonly url: string;
  close(): Promise<void>;
}

export interface TeacherServerOptions {
  readonly host: string;
  readonly port: number;
  /** Requests must carry it; without one, only this computer may ask. */
  readonly token?: string | undefined;
  readonly tls?: { readonly cert: Buffer; readonly key: Buffer } | undefined;
}

/** A prompt fills a teacher's context, and many are counted at once. */
const MOST_BYTES = 16 << 20;

/** Requests that wait for a turn; more are told to come again. */
const MOST_WAITING = 512;

const LOOPBACK = ['127.0.0.1', '::1', 'localhost'];

/** A refusal in the shape of OpenAI's API. */
class Refusal extends Error {
  readonly status: number;
  readonly code: string;
  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

/**
 * A teacher of this computer as an OpenAI-compatible endpoint, for Stillroom on other computers and
 * for other programs.
 * @throws BadInput for another address than loopback without a token, or a port in use
 */
export async function serveTeacher(
  teacher: ServedTeacher,
  { host, port, token, tls }: TeacherServerOptions,
): Promise<TeacherServer> {
  if (!LOOPBACK.includes(host) && !token) {
    throw new BadInput(
      `--host ${host} lets other computers ask this teacher, so it needs a token: put one into an environment variable and name it with --token-variable.`,
    );
  }
  const answers = teacherAnswers(teacher);
  let waiting = 0;
  const answer = async (request: IncomingMessage): Promise<unknown> => {
    const path = (request.url ?? '/').split('?', 1)[0]!;
    const known = answers.get(path);
    if (!known) throw new Refusal(404, 'not_found', `There is no ${path} here.`);
    if (path !== '/health') requireToken(request, token);
    if (!token) requireOwnHost(request);
    if (request.method !== known.method) {
      throw new Refusal(405, 'method_not_allowed', `${path} takes ${known.method}.`);
    }
    const body = known.method === 'POST' ? await bodyOf(request) : undefined;
    if (waiting >= MOST_WAITING) {
      throw new Refusal(
        429,
        'too_many_requests',
        'Too many requests wait. Come again in a moment.',
      );
    }
    waiting++;
    try {
      return await known.work(body);
    } finally {
      waiting--;
    }
  };
  const listener: RequestListener = (request, response) => {
    answer(request).then(
      (value) => send(response, 200, value),
      (error: unknown) => refuse(response, error),
    );
  };
  const server = tls ? createSecureServer(tls, listener) : createServer(listener);
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(explainListening(error, host, port)),
    );
    server.listen(port, host, resolve);
  });
  const { port: own } = server.address() as AddressInfo;
  const shown = host.includes(':') ? `[${host}]` : host;
  return {
    url: `${tls ? 'https' : 'http'}://${shown}:${own}`,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function explainListening(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const why: Readonly<Record<string, string>> = {
    EADDRINUSE: `The port ${port} is in use. Choose another with --port.`,
    EADDRNOTAVAIL: `--host ${host} is no address of this computer. Use 0.0.0.0 for all of its addresses.`,
    ENOTFOUND: `--host ${host} is no address of this computer. Use 0.0.0.0 for all of its addresses.`,
    EACCES: `The port ${port} is not yours to use. Choose one above 1023 with --port.`,
  };
  const sentence = why[error.code ?? ''];
  return sentence ? new BadInput(sentence) : error;
}

function requireToken({ headers }: IncomingMessage, token: string | undefined): void {
  if (!token) return;
  const given = /^Bearer (.+)$/.exec(headers.authorization ?? '')?.[1] ?? '';
  // hashes have one length, so the time says nothing of the token
  const [left, right] = [given, token].map((one) => createHash('sha256').update(one).digest());
  if (timingSafeEqual(left!, right!)) return;
  throw new Refusal(401, 'invalid_api_key', 'The token is missing or wrong.');
}

/** A page of another site could pose as this server through its DNS. */
function requireOwnHost({ headers }: IncomingMessage): void {
  const name = (headers.host ?? '').replace(/:\d+$/, '').replace(/^\[(.*)\]$/, '$1');
  if (LOOPBACK.includes(name)) return;
  throw new Refusal(403, 'wrong_host', 'This address does not belong to Stillroom.');
}

async function bodyOf(request: IncomingMessage): Promise<unknown> {
  // a browser sends no JSON to another site without asking first, and is refused then
  if (!/^application\/json\b/i.test(request.headers['content-type'] ?? '')) {
    throw new Refusal(415, 'wrong_type', 'Send JSON, with the Content-Type application/json.');
  }
  const pieces: Buffer[] = [];
  let bytes = 0;
  for await (const piece of request) {
    pieces.push(piece as Buffer);
    bytes += (piece as Buffer).length;
    if (bytes > MOST_BYTES) {
      throw new Refusal(413, 'too_large', `A request has ${MOST_BYTES >> 20} MB at most.`);
    }
  }
  try {
    return JSON.parse(Buffer.concat(pieces).toString('utf8'));
  } catch {
    throw new Refusal(400, 'invalid_json', 'The body is no JSON.');
  }
}

function send(response: ServerResponse, status: number, value: unknown, more: object = {}): void {
  response.writeHead(status, { 'Content-Type': 'application/json; charset=utf-8', ...more });
  response.end(JSON.stringify(value));
}

function refuse(response: ServerResponse, thrown: unknown): void {
  const { status, code, message } = refusalOf(thrown);
  const again = status === 429 || status === 503 ? { 'Retry-After': '2' } : {};
  // a body that is not read to its end would be taken for the next request
  const error = { message, type: status < 500 ? 'invalid_request_error' : 'server_error', code };
  send(response, status, { error: { ...error, param: null } }, { ...again, Connection: 'close' });
}

function refusalOf(thrown: unknown): Refusal {
  if (thrown instanceof Refusal) return thrown;
  const { name, message } = thrown as Error;
  if (thrown instanceof BadInput) return new Refusal(400, 'bad_request', message);
  if (name === 'PromptTooLong') return new Refusal(400, 'context_length_exceeded', `${message}.`);
  if (name === 'HostLost') return new Refusal(503, 'teacher_lost', `${message}.`);
  logFault(thrown);
  return new Refusal(500, 'fault', 'A fault of Stillroom’s own; its log has more.');
}
