import { BadInput } from '../../../models/badInput.ts';
import { EndpointFault } from './endpointFault.ts';
import { endpointKeys } from './endpointKeys.ts';
import type { Endpoint } from './endpointRegistry.ts';

/** An answer: its JSON, and what the server calls itself in a header. */
export interface EndpointAnswer {
  readonly json: unknown;
  readonly server: string | null;
}

export interface AskOptions {
  readonly timeoutMs: number;
  readonly signal?: AbortSignal | undefined;
}

/** The fetch of Node gives up by itself after 300 seconds without an answer. */
const LONGEST_WAIT_MS = 290_000;

/** An answer is a text of some thousand tokens; more is a fault, or no endpoint. */
const MOST_BYTES = 32 << 20;

/** Characters of a server's message that are passed on. */
const LONGEST_MESSAGE = 300;

/**
 * Sends a request to an endpoint and reads its JSON: the one place of the engine that reaches
 * another machine during a run, and only what the user has added under a name.
 * @param body sent as JSON by POST; without one the path is read by GET
 * @throws EndpointFault for anything but a whole JSON answer with a good status
 */
export async function askEndpoint(
  { url, key }: Pick<Endpoint, 'url' | 'key'>,
  path: string,
  body: object | undefined,
  { timeoutMs, signal }: AskOptions,
): Promise<EndpointAnswer> {
  const secret = key ? await secretOf(key, url) : undefined;
  // a timer that is not cleared would keep an answered request in memory until it ends
  const time = new AbortController();
  const timer = setTimeout(() => time.abort(), Math.min(timeoutMs, LONGEST_WAIT_MS));
  try {
    const response = await fetch(`${url}${path}`, {
      method: body ? 'POST' : 'GET',
      headers: {
        Accept: 'application/json',
        ...(body ? { 'Content-Type': 'application/json' } : {}),
        ...(secret ? { Authorization: `Bearer ${secret}` } : {}),
      },
      ...(body ? { body: JSON.stringify(body) } : {}),
      // texts go to the address that the user named, and no further
      redirect: 'manual',
      signal: signal ? AbortSignal.any([time.signal, signal]) : time.signal,
    });
    const text = await wholeText(response, url);
    requireGoodStatus(response, text, url, secret);
    requireJsonType(response, url);
    return { json: parseAnswer(text, url), server: response.headers.get('server') };
  } catch (error) {
    if (error instanceof EndpointFault || signal?.aborted) throw error;
    throw connectionFault(error, url, time.signal);
  } finally {
    clearTimeout(timer);
  }
}

async function secretOf(key: NonNullable<Endpoint['key']>, url: string): Promise<string> {
  if ('variable' in key) return keyOf(key.variable, url);
  try {
    return await endpointKeys.open(key.keychain);
  } catch (error) {
    if (!(error instanceof BadInput)) throw error;
    throw new EndpointFault('wrong', `${url}: ${error.message}`);
  }
}

function keyOf(variable: string, url: string): string {
  const key = process.env[variable]?.trim();
  // the error of a header that cannot be sent would quote the key
  if (key && /[^\x21-\x7e]/.test(key)) {
    throw new EndpointFault(
      'wrong',
      `${url}: the environment variable ${variable} has a space, a line break or a letter that no key has`,
    );
  }
  if (key) return key;
  throw new EndpointFault(
    'wrong',
    `${url}: its key is to be in the environment variable ${variable}, which is not set. Set it before Stillroom starts`,
  );
}

async function wholeText(response: Response, url: string): Promise<string> {
  const pieces: Uint8Array[] = [];
  let bytes = 0;
  for await (const piece of response.body ?? []) {
    pieces.push(piece);
    bytes += piece.length;
    if (bytes > MOST_BYTES) throw new EndpointFault('lost', `${url}: the answer has no end`);
  }
  return Buffer.concat(pieces).toString('utf8');
}

function requireGoodStatus(
  { status, headers }: Response,
  text: string,
  url: string,
  secret: string | undefined,
): void {
  if (status >= 200 && status < 300) return;
  const said = messageOf(text, secret);
  const what = `${url}: status ${status}${said ? `, ${said}` : ''}`;
  const wait = waitOf(headers.get('retry-after'));
  const more = { status, ...(wait === undefined ? {} : { waitMs: wait }) };
  if (status === 429 || status === 503) throw new EndpointFault('busy', what, more);
  if (status === 401 || status === 403) {
    throw new EndpointFault('wrong', `${what}. The key is missing or wrong`, more);
  }
  if (status >= 300 && status < 400) {
    throw new EndpointFault(
      'wrong',
      `${url}: it sends requests on to ${headers.get('location') ?? 'another address'}, and Stillroom does not follow. Add the endpoint with that address`,
      more,
    );
  }
  if (status === 404 || status === 405) throw new EndpointFault('wrong', what, more);
  throw new EndpointFault(status >= 500 || status === 408 ? 'lost' : 'request', what, more);
}

/** The server's own sentence, if it answers in OpenAI's shape; nothing of an HTML page. */
function messageOf(text: string, secret: string | undefined): string {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    return '';
  }
  const { error, message, detail } = (json ?? {}) as Readonly<Record<string, unknown>>;
  const inner = (error as { readonly message?: unknown } | undefined)?.message;
  const said = [inner, error, message, detail].find((one) => typeof one === 'string');
  if (typeof said !== 'string') return '';
  const plain = said.replaceAll(/\s+/g, ' ').replaceAll(/\p{Cc}/gu, '');
  const shown = secret ? plain.replaceAll(secret, '…') : plain;
  return shown.slice(0, LONGEST_MESSAGE);
}

/** Seconds, or a date. */
function waitOf(header: string | null): number | undefined {
  if (header === null) return undefined;
  const seconds = Number(header);
  const wait = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - Date.now();
  return Number.isNaN(wait) ? undefined : Math.max(0, wait);
}

function requireJsonType({ headers }: Response, url: string): void {
  const type = headers.get('content-type') ?? '';
  if (/\bjson\b/i.test(type)) return;
  const what = /html/i.test(type) ? 'a web page' : type === '' ? 'no type' : type;
  throw new EndpointFault(
    'lost',
    `${url}: it answers with ${what} where JSON is expected. Look whether the address is that of the server, or a proxy’s`,
  );
}

function parseAnswer(text: string, url: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new EndpointFault('lost', `${url}: the answer is cut off or no JSON`);
  }
}

const CERTIFICATE_FAULTS: Readonly<Record<string, string>> = {
  DEPTH_ZERO_SELF_SIGNED_CERT: 'it is self-signed',
  SELF_SIGNED_CERT_IN_CHAIN: 'one of its chain is self-signed',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'its issuer is unknown here',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its issuer is unknown here',
  CERT_HAS_EXPIRED: 'it has expired',
  CERT_NOT_YET_VALID: 'it is not valid yet',
  ERR_TLS_CERT_ALTNAME_INVALID: 'it was issued for another name',
};

const CONNECTION_FAULTS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'no server listens there',
  ECONNRESET: 'it closed the connection',
  ENOTFOUND: 'no machine of that name is known',
  EAI_AGAIN: 'no machine of that name is known at the moment',
  EHOSTUNREACH: 'the machine cannot be reached',
  ENETUNREACH: 'the network cannot be reached',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  UND_ERR_SOCKET: 'it closed the connection',
  UND_ERR_HEADERS_TIMEOUT: 'it did not answer in time',
  UND_ERR_BODY_TIMEOUT: 'it did not answer in time',
};

/** What `fetch` failed at, in words. */
function connectionFault(error: unknown, url: string, time: AbortSignal): EndpointFault {
  if (time.aborted) return new EndpointFault('lost', `${url}: it did not answer in time`);
  const cause = (error as { readonly cause?: unknown }).cause ?? error;
  const { code = '', message = '' } = cause as {
    readonly code?: string;
    readonly message?: string;
  };
  const certificate = CERTIFICATE_FAULTS[code];
  if (certificate) {
    return new EndpointFault(
      'wrong',
      `${url}: its certificate is refused, because ${certificate} (${code}). If it is your lab’s own, name the file of its issuer in the environment variable NODE_EXTRA_CA_CERTS before Stillroom starts`,
    );
  }
  const how =
    CONNECTION_FAULTS[code] ?? (message === 'terminated' ? 'it closed the connection' : message);
  return new EndpointFault('lost', `${url}: ${how}${code ? ` (${code})` : ''}`);
}
