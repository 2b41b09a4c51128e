import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

const READ_WITHIN_MS = 500;

export interface ServedFile {
  body: Buffer;
  etag?: string;
  /** A server without Range support sends the whole file to every request. */
  ranges?: boolean;
  /** The connection of the n-th request is cut after so many bytes of its answer. */
  cuts?: number[];
}

export interface FileServer {
  /** `http://127.0.0.1:port` */
  readonly address: string;
  /** By the last part of the path; anything else is answered with 404. */
  readonly files: Map<string, ServedFile>;
  /** `name range` of each request, in order. */
  readonly requests: string[];
}

/** A file server on loopback that can be told to misbehave; closed after the test. */
export async function serveFiles(files: Record<string, ServedFile>): Promise<FileServer> {
  const served = new Map(Object.entries(files));
  const requests: string[] = [];
  const server = createServer((request, response) => {
    const name = decodeURIComponent(request.url?.split('/').at(-1) ?? '');
    requests.push(`${name} ${request.headers.range ?? ''}`.trim());
    const file = served.get(name);
    if (file === undefined) response.writeHead(404).end();
    else answer(file, request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { address, files: served, requests };
}

function answer(file: ServedFile, request: IncomingMessage, response: ServerResponse): void {
  const { body, etag, ranges = true } = file;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1];
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === etag;
  const from = asked !== undefined && ranges && isSame ? Number(asked) : 0;
  if (etag !== undefined) response.setHeader('etag', etag);
  if (from >= body.length) {
    response.writeHead(416, { 'content-range': `bytes */${body.length}` }).end();
    return;
  }
  const rest = body.subarray(from);
  const range = `bytes ${from}-${body.length - 1}/${body.length}`;
  response.writeHead(from > 0 ? 206 : 200, {
    'content-length': rest.length,
    ...(from > 0 && { 'content-range': range }),
  });
  const cut = file.cuts?.shift();
  if (cut === undefined) response.end(rest);
  // flushed, then closed late: a cut takes away the bytes that the other side has not read yet, and on a
  // busy machine the other side is slow to read
  else
    response.write(rest.subarray(0, cut), () =>
      setTimeout(() => response.socket?.destroySoon(), READ_WITHIN_MS),
    );
}
