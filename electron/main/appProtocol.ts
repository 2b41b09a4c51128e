import { readdirSync, readFileSync, statSync } from 'node:fs';
import path from 'node:path';
import { pageHeaders, typeOfPageFile } from '../contract/pageHeaders.ts';

const SCHEME = 'app';
const HOST = 'stillroom';

export const APP_URL = `${SCHEME}://${HOST}/`;

export function isAppUrl(url: string): boolean {
  return url.startsWith(APP_URL);
}

/**
 * Must be registered before the app is ready. `standard` gives the page an origin, so that 'self'
 * in its policy has a meaning; the page needs no other privileges because it fetches nothing.
 */
export const APP_SCHEME = { scheme: SCHEME, privileges: { standard: true, secure: true } };

const HEADERS = pageHeaders('none');

interface SchemeHandlers {
  handle(scheme: string, handler: (request: Request) => Response): void;
}

/** Serves the built page to windows, and no other file of the disk. */
export function appProtocol(protocol: SchemeHandlers, renderer: string): void {
  const files = readFiles(renderer);
  protocol.handle(SCHEME, (request) => {
    const { host, pathname } = new URL(request.url);
    if (host !== HOST) return refuse(404);
    if (request.method !== 'GET') return refuse(405);
    const name = pathname === '/' ? '/index.html' : pathname;
    const file = files.get(name);
    if (!file) return refuse(404);
    const type = typeOfPageFile(name);
    return new Response(file, { headers: { ...HEADERS, 'Content-Type': type } });
  });
}

function refuse(status: number): Response {
  return new Response(null, { status, headers: HEADERS });
}

/** The page's few files, held in memory, so that a request cannot reach any other file. */
function readFiles(folder: string): Map<string, Uint8Array<ArrayBuffer>> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const found = names.filter((name) => statSync(path.join(folder, name)).isFile());
  return new Map(
    found.map((name) => [
      `/${name.split(path.sep).join('/')}`,
      new Uint8Array(readFileSync(path.join(folder, name))),
    ]),
  );
}
