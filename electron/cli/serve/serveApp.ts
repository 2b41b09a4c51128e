import { readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Duplex } from 'node:stream';
import { RPCHandler } from '@orpc/server/ws';
import { WebSocketServer } from 'ws';
import { pageHeaders, typeOfPageFile } from '../../contract/pageHeaders.ts';
import { apiRouter, BadInput, type Session } from '../../engine/engine.ts';
import { accessKeys } from './accessKeys.ts';

export interface ServedApp {
  readonly port: number;
  /** A link that opens the app once. */
  link(): string;
  close(): Promise<void>;
}

/** The largest message: 50 million characters of texts that were pasted, of three bytes each, and its frame. */
const MOST_BYTES = 160e6;

const HEADERS = pageHeaders('self');

/**
 * The app for a browser on this machine: serves the built renderer, and the engine's contract over
 * a WebSocket, on 127.0.0.1 only.
 *
 * Requests without a valid link or cookie are refused. A page of another site cannot use a
 * visitor's cookie (SameSite, Origin), nor pose as this server through its DNS (Host).
 * @param renderer the folder of the built page
 * @throws BadInput if the page is not built
 */
export async function serveApp(
  session: Session,
  { renderer, port = 0 }: { renderer: string; port?: number },
): Promise<ServedApp> {
  const files = readFiles(renderer);
  const keys = accessKeys();
  const handler = new RPCHandler(apiRouter());
  const sockets = new WebSocketServer({ noServer: true, maxPayload: MOST_BYTES });
  const server = createServer((request, response) => {
    if (!isOurs(request))
      return refuse(response, 403, 'This address does not belong to Stillroom.');
    if (request.method !== 'GET') return refuse(response, 405, 'Only GET is answered here.');
    const { pathname, searchParams } = partsOf(request);
    const token = searchParams.get('token');
    const cookie = token === null ? undefined : keys.redeem(token);
    if (cookie !== undefined) {
      response.writeHead(303, {
        ...HEADERS,
        Location: '/',
        'Set-Cookie': `${cookieName()}=${cookie}; HttpOnly; SameSite=Strict; Path=/`,
      });
      response.end();
      return;
    }
    if (!keys.admits(cookieOf(request))) {
      return refuse(
        response,
        401,
        'This link is invalid or was already used. Press Enter where Stillroom runs to get a new one.',
      );
    }
    const name = pathname === '/' ? '/index.html' : pathname;
    const file = files.get(name);
    if (!file) return refuse(response, 404, 'There is no such page.');
    const type = typeOfPageFile(name);
    response.writeHead(200, { ...HEADERS, 'Content-Type': type });
    response.end(file);
  });
  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    socket.on('error', () => socket.destroy());
    // a browser sends the origin of the page that opens a socket; our own page has our address
    const isSameOrigin = request.headers.origin === `http://${request.headers.host}`;
    const isApi = partsOf(request).pathname === '/api';
    if (!isOurs(request) || !isSameOrigin || !isApi || !keys.admits(cookieOf(request))) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      // a malformed frame closes only this socket
      webSocket.on('error', () => webSocket.close());
      void handler.upgrade(webSocket, { context: { session } });
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(
        error.code === 'EADDRINUSE'
          ? new BadInput(`The port ${port} is in use. Choose another, or leave --port out.`)
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  // cookies do not distinguish ports
  const cookieName = () => `stillroom-${address.port}`;
  const cookieOf = ({ headers }: IncomingMessage) =>
    (headers.cookie ?? '')
      .split(/;\s*/)
      .find((one) => one.startsWith(`${cookieName()}=`))
      ?.slice(cookieName().length + 1) ?? '';
  const isOurs = ({ headers }: IncomingMessage) =>
    [`127.0.0.1:${address.port}`, `localhost:${address.port}`].includes(headers.host ?? '');
  return {
    port: address.port,
    link: () => `http://127.0.0.1:${address.port}/?token=${keys.issue()}`,
    async close() {
      for (const client of sockets.clients) client.terminate();
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Not by URL, which throws at `//`: no request may end the engine. */
function partsOf({ url = '/' }: IncomingMessage): {
  pathname: string;
  searchParams: URLSearchParams;
} {
  const [pathname = '/', query = ''] = url.split('?', 2);
  return { pathname, searchParams: new URLSearchParams(query) };
}

function refuse(response: ServerResponse, status: number, sentence: string): void {
  response.writeHead(status, {
    ...HEADERS,
    'Content-Type': 'text/plain; charset=utf-8',
    // a body that came with the request is not read to its end
    Connection: 'close',
  });
  response.end(`${sentence}\n`);
}

/** The page's few files, held in memory, so that a request cannot reach any other file. */
function readFiles(folder: string): Map<string, Buffer> {
  if (!statSync(path.join(folder, 'index.html'), { throwIfNoEntry: false })) {
    throw new BadInput(`The app's page is not built: ${folder} has no index.html.`);
  }
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return new Map(
    found.map((name) => [
      `/${name.split(path.sep).join('/')}`,
      readFileSync(path.join(folder, name)),
    ]),
  );
}
