import { type FileHandle, open, readFile, rm, writeFile } from 'node:fs/promises';
import { setTimeout as pause } from 'node:timers/promises';
import type { Pin } from './catalogue.ts';
import type { OnBytes } from './modelProgress.ts';
import { discardPart, etagFile, partSize } from './partFile.ts';

const ANSWER_WITHIN_MS = 10_000;
const NEXT_BYTES_WITHIN_MS = 60_000;
const MOST_CUTS = 5;
const PAUSE_AFTER_CUT_MS = 1_000;

/**
 * The connection ended too early: the received bytes are kept, and another attempt resumes from
 * them.
 */
class ConnectionCut extends Error {
  override readonly name = 'ConnectionCut';
}

/**
 * Fetches `url` into the file `part`, resuming from what `part` already contains. This is the only
 * module that opens an internet socket, and it does so only when a user asked for a model.
 *
 * A file whose SHA-256 is pinned can always be resumed, since its hash is checked afterwards.
 * Otherwise it is resumed only if the server still reports the same strong ETag (kept in
 * `part.etag`), because the halves of two different files would be joined unnoticed.
 * @throws Error with a reason for the user if the host does not answer within 10 seconds, reports a
 *   size other than the pinned one, or fails repeatedly. `part` is then kept for the next attempt.
 */
export async function download(
  url: string,
  part: string,
  pin: Pin,
  onBytes: OnBytes,
  signal?: AbortSignal,
): Promise<void> {
  for (let cuts = 0; ; ) {
    const before = await partSize(part);
    try {
      const outcome = await fetchRest(url, part, pin, onBytes, signal);
      if (outcome === 'complete') break;
      await discardPart(part);
    } catch (error) {
      signal?.throwIfAborted();
      const gotSome = (await partSize(part)) > before;
      if (!(error instanceof ConnectionCut) || !gotSome || ++cuts > MOST_CUTS) throw error;
      await pause(PAUSE_AFTER_CUT_MS, undefined, signal && { signal });
    }
  }
  await rm(etagFile(part), { force: true });
}

async function fetchRest(
  url: string,
  part: string,
  pin: Pin,
  onBytes: OnBytes,
  signal: AbortSignal | undefined,
): Promise<'complete' | 'start over'> {
  const etag = await readFile(etagFile(part), 'utf8').catch(() => undefined);
  const have = await resumableBytes(part, pin, etag);
  onBytes(have, pin.bytes);
  if (have > 0 && have === pin.bytes) return 'complete';

  const patience = startPatience(new URL(url).host, signal);
  try {
    const response = await request(
      url,
      have,
      pin.sha256 === undefined ? etag : undefined,
      patience,
    );
    const answer = readAnswer(response, have);
    if (typeof answer === 'string') {
      await response.body?.cancel();
      return answer;
    }
    await checkOffer(response, answer, pin);
    if (answer.from === 0 && pin.sha256 === undefined) await rememberEtag(part, response);
    await writeBody(response, part, { total: pin.bytes, ...answer }, onBytes, patience);
    return 'complete';
  } finally {
    patience.end();
  }
}

/** A size other than the pinned one is rejected before any byte is fetched. */
async function checkOffer(response: Response, { total }: Answer, pin: Pin): Promise<void> {
  if (pin.bytes === undefined || total === undefined || total === pin.bytes) return;
  await response.body?.cancel();
  throw new Error(
    `the size check failed: ${hostOf(response)} offers ${total.toLocaleString('en-US')} bytes and ${pin.bytes.toLocaleString('en-US')} are expected`,
  );
}

async function resumableBytes(part: string, pin: Pin, etag: string | undefined): Promise<number> {
  const have = await partSize(part);
  const trusted = pin.sha256 !== undefined || etag !== undefined;
  if (trusted && have <= (pin.bytes ?? Number.POSITIVE_INFINITY)) return have;
  await discardPart(part);
  return 0;
}

async function request(
  url: string,
  have: number,
  etag: string | undefined,
  patience: Patience,
): Promise<Response> {
  // A compressed response has a length other than the file's, and cannot be resumed.
  const headers: Record<string, string> = { 'accept-encoding': 'identity' };
  if (have > 0) headers.range = `bytes=${have}-`;
  if (have > 0 && etag !== undefined) headers['if-range'] = etag;
  try {
    const response = await fetch(url, { headers, signal: patience.signal });
    patience.allow(NEXT_BYTES_WITHIN_MS);
    return response;
  } catch (error) {
    patience.signal.throwIfAborted();
    throw new Error(`${new URL(url).host} cannot be reached (${codeOf(error)})`);
  }
}

interface Answer {
  /** The first byte of the file that the response contains. */
  readonly from: number;
  /** The size of the whole file, if the server reports it. */
  readonly total?: number;
}

function readAnswer(response: Response, have: number): Answer | 'complete' | 'start over' {
  const range = /^bytes (?:(\d+)-\d+|\*)\/(\d+|\*)$/.exec(
    response.headers.get('content-range') ?? '',
  );
  const total = Number(range?.[2] ?? Number.NaN);
  if (have > 0 && response.status === 416) return total === have ? 'complete' : 'start over';
  if (have > 0 && response.status === 206) {
    return Number(range?.[1]) === have ? answerOf(have, total) : 'start over';
  }
  if (response.status !== 200) {
    throw new Error(
      `${hostOf(response)} answered ${response.status} ${response.statusText}`.trimEnd(),
    );
  }
  // A server without Range support sends the whole file again.
  const length = Number(response.headers.get('content-length') ?? Number.NaN);
  const encoded = (response.headers.get('content-encoding') ?? 'identity') !== 'identity';
  return answerOf(0, encoded ? Number.NaN : length);
}

function answerOf(from: number, total: number): Answer {
  return Number.isNaN(total) ? { from } : { from, total };
}

async function rememberEtag(part: string, response: Response): Promise<void> {
  const etag = response.headers.get('etag');
  if (etag === null || etag.startsWith('W/')) await rm(etagFile(part), { force: true });
  else await writeFile(etagFile(part), etag);
}

async function writeBody(
  response: Response,
  part: string,
  answer: { from: number; total: number | undefined },
  onBytes: OnBytes,
  patience: Patience,
): Promise<void> {
  const file = await open(part, answer.from === 0 ? 'w' : 'a');
  try {
    await pour(response, file, answer, onBytes, patience);
  } finally {
    await file.sync();
    await file.close();
  }
}

async function pour(
  response: Response,
  file: FileHandle,
  { from, total }: { from: number; total: number | undefined },
  onBytes: OnBytes,
  patience: Patience,
): Promise<void> {
  let done = from;
  const cut = (reason: string) =>
    new ConnectionCut(
      `the connection to ${hostOf(response)} was cut after ${done.toLocaleString('en-US')} bytes (${reason})`,
    );
  const reader = response.body?.getReader();
  onBytes(done, total);
  while (reader !== undefined) {
    const piece = await reader.read().catch((error: unknown) => {
      throw cut(codeOf(patience.signal.aborted ? patience.signal.reason : error));
    });
    if (piece.done) break;
    patience.allow(NEXT_BYTES_WITHIN_MS);
    await file.writeFile(piece.value);
    done += piece.value.length;
    if (total !== undefined && done > total) {
      throw new Error(
        `the size check failed: ${hostOf(response)} sends more than the ${total.toLocaleString('en-US')} bytes that are expected`,
      );
    }
    onBytes(done, total);
  }
  if (total !== undefined && done < total) throw cut('it ended early');
}

/**
 * A signal that aborts a request when the user does, or when the host sends nothing for too long.
 */
interface Patience {
  readonly signal: AbortSignal;
  allow(milliseconds: number): void;
  end(): void;
}

function startPatience(host: string, userSignal: AbortSignal | undefined): Patience {
  const silence = new AbortController();
  let timer: NodeJS.Timeout | undefined;
  const allow = (milliseconds: number) => {
    clearTimeout(timer);
    timer = setTimeout(
      () =>
        silence.abort(new Error(`no answer from ${host} within ${milliseconds / 1000} seconds`)),
      milliseconds,
    );
  };
  allow(ANSWER_WITHIN_MS);
  const signals = userSignal === undefined ? [silence.signal] : [silence.signal, userSignal];
  return { signal: AbortSignal.any(signals), allow, end: () => clearTimeout(timer) };
}

function hostOf(response: Response): string {
  return new URL(response.url).host;
}

/** Node's fetch reports 'fetch failed' and hides the reason in `cause`. */
function codeOf(error: unknown): string {
  const cause = error instanceof Error ? (error.cause ?? error) : error;
  if (!(cause instanceof Error)) return String(cause);
  return 'code' in cause && typeof cause.code === 'string' ? cause.code : cause.message;
}
