import { once } from 'node:events';
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { createConnection } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createORPCClient, ORPCError } from '@orpc/client';
import { RPCLink } from '@orpc/client/websocket';
import type { ContractRouterClient } from '@orpc/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type ServedApp, serveApp } from '../../../../../electron/cli/serve/serveApp.ts';
import type { api } from '../../../../../electron/contract/api.ts';
import { openSession, type Session } from '../../../../../electron/engine/engine.ts';
import { openAppState } from '../../../../../electron/engine/session/appState.ts';

let app: ServedApp;
let session: Session;
let home: string;

beforeAll(async () => {
  home = mkdtempSync(path.join(tmpdir(), 'stillroom-serve-'));
  const renderer = path.join(home, 'page');
  mkdirSync(path.join(renderer, 'assets'), { recursive: true });
  writeFileSync(path.join(renderer, 'index.html'), '<!doctype html><title>page</title>');
  writeFileSync(path.join(renderer, 'assets/a.js'), 'x');
  writeFileSync(path.join(home, 'secret.txt'), 'secret');
  session = openSession(openAppState({ STILLROOM_HOME: home }));
  app = await serveApp(session, { renderer });
});
afterAll(async () => {
  await app.close();
  await session.close();
});

interface Answer {
  readonly status: number;
  readonly headers: Record<string, string | string[] | undefined>;
  readonly body: string;
}

/** A raw request: `fetch` would mend the path and refuse to set Host. */
function get(
  target: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const call = request(
      { host: '127.0.0.1', port: app.port, path: target, headers, method },
      (response) => {
        let body = '';
        response.on('data', (chunk: Buffer) => {
          body += chunk.toString();
        });
        response.on('end', () =>
          resolve({ status: response.statusCode!, headers: response.headers, body }),
        );
      },
    );
    call.on('error', reject);
    call.end();
  });
}

const tokenPath = () => app.link().replace(/^http:\/\/[^/]+/, '');

async function comeIn(): Promise<string> {
  const { headers } = await get(tokenPath());
  return String(headers['set-cookie']).split(';')[0]!;
}

describe('who may come in', () => {
  it('nobody without a link', async () => {
    for (const target of ['/', '/assets/a.js', '/?token=guess', '/api', '//', '//?token=']) {
      const { status, body } = await get(target);
      expect([target, status]).toEqual([target, 401]);
      expect(body).not.toContain('page');
    }
  });

  it('turns a link into a cookie, once', async () => {
    const target = tokenPath();
    const first = await get(target);
    expect(first.status).toBe(303);
    expect(first.headers.location).toBe('/');
    expect(String(first.headers['set-cookie'])).toMatch(/; HttpOnly; SameSite=Strict; Path=\/$/);
    expect((await get(target)).status).toBe(401);
  });

  it('gives the page to who has the cookie, under a strict policy', async () => {
    const cookie = await comeIn();
    const { status, body, headers } = await get('/', { cookie });
    expect([status, body]).toEqual([200, '<!doctype html><title>page</title>']);
    const policy = String(headers['content-security-policy']);
    expect(policy).toContain("default-src 'none'");
    expect(policy).not.toContain('unsafe');
    expect((await get('/assets/a.js', { cookie })).headers['content-type']).toContain('javascript');
  });

  it('tells who has the port already', async () => {
    const renderer = path.join(home, 'page');
    await expect(serveApp(session, { renderer, port: app.port })).rejects.toThrow('is in use');
  });

  it('has no files but the page’s', async () => {
    const cookie = await comeIn();
    for (const target of ['/../secret.txt', '/assets/../../secret.txt', '/%2e%2e/secret.txt']) {
      expect((await get(target, { cookie })).status).toBe(404);
    }
    expect((await get('/', { cookie }, 'POST')).status).toBe(405);
  });

  it('does not read a body to its end that it has refused', async () => {
    const cookie = await comeIn();
    const socket = createConnection(app.port, '127.0.0.1');
    const closed = once(socket, 'close');
    socket.on('error', () => {});
    socket.write(
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${app.port}\r\nCookie: ${cookie}\r\nContent-Length: 1000000000\r\n\r\n`,
    );
    const [answer] = await once(socket, 'data');
    expect(String(answer)).toMatch(/^HTTP\/1\.1 405 .*Connection: close/s);
    await closed;
  });

  it('does not answer to another name: DNS rebinding ends here', async () => {
    const cookie = await comeIn();
    for (const host of ['evil.example', `evil.example:${app.port}`, '127.0.0.1']) {
      expect((await get('/', { cookie, host })).status).toBe(403);
    }
    expect((await get(tokenPath(), { host: `evil.example:${app.port}` })).status).toBe(403);
  });
});

type Engine = ContractRouterClient<typeof api>;

function connect(headers: Record<string, string>): Promise<WebSocket> {
  const socket = new WebSocket(`ws://127.0.0.1:${app.port}/api`, { headers });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(socket));
    socket.once('error', reject);
  });
}

const ours = () => `http://127.0.0.1:${app.port}`;

describe('the engine behind it', () => {
  it('opens a socket only to its own page', async () => {
    const cookie = await comeIn();
    await expect(connect({ cookie, origin: 'http://evil.example' })).rejects.toThrow('403');
    await expect(connect({ cookie })).rejects.toThrow('403');
    await expect(connect({ origin: ours() })).rejects.toThrow('403');
    (await connect({ cookie, origin: ours() })).terminate();
  });

  it('answers, and tells bad input from a fault', async () => {
    const socket = await connect({ cookie: await comeIn(), origin: ours() });
    const engine: Engine = createORPCClient(new RPCLink({ websocket: socket as never }));
    expect((await engine.start.machine()).projectsFolder).toContain(home);
    const refused = await engine.start
      .open({ folder: path.join(home, 'none.stillroom') })
      .catch((error: ORPCError<string, { message: string }>) => error);
    expect(refused).toBeInstanceOf(ORPCError);
    expect(refused).toMatchObject({ code: 'BAD_INPUT', defined: true });
    expect((refused as ORPCError<string, { message: string }>).data.message).toContain(
      'There is no project in',
    );
    socket.terminate();
  });

  it('sends the whole state at once and after a change', async () => {
    const socket = await connect({ cookie: await comeIn(), origin: ours() });
    const engine: Engine = createORPCClient(new RPCLink({ websocket: socket as never }));
    const states = await engine.watch();
    expect((await states.next()).value).toEqual({ project: null, run: null, jobs: [] });
    session.touch();
    expect((await states.next()).done).toBe(false);
    await states.return?.();
    socket.terminate();
  });

  it('lives on whatever comes in', async () => {
    const cookie = await comeIn();
    const socket = await connect({ cookie, origin: ours() });
    const garbage = ['', '{', 'null', '[]', '{"i":"x","p":{"u":"/none"}}', '{"i":1,"t":9,"p":7}'];
    for (const text of garbage) socket.send(text);
    socket.send(Buffer.from([0, 1, 2, 255, 254]));
    const after = await connect({ cookie, origin: ours() });
    const engine: Engine = createORPCClient(new RPCLink({ websocket: after as never }));
    expect(await engine.start.recent()).toEqual([]);
    socket.terminate();
    after.terminate();
  });
});
