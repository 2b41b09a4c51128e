import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import {
  APP_SCHEME,
  APP_URL,
  appProtocol,
  isAppUrl,
} from '../../../../electron/main/appProtocol.ts';

let folder: string;
let ask: (url: string, method?: string) => Response;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-protocol-'));
  mkdirSync(path.join(folder, 'renderer', 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'renderer', 'index.html'), '<p>page</p>');
  writeFileSync(path.join(folder, 'renderer', 'assets', 'main.js'), 'go();');
  writeFileSync(path.join(folder, 'secret.txt'), 'secret');
  let answer!: (request: Request) => Response;
  const protocol = {
    handle(scheme: string, handler: typeof answer) {
      expect(scheme).toBe(APP_SCHEME.scheme);
      answer = handler;
    },
  };
  appProtocol(protocol, path.join(folder, 'renderer'));
  ask = (url, method = 'GET') => answer(new Request(url, { method }));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

it('serves the page and its files with their types', async () => {
  const page = ask(APP_URL);
  expect(page.status).toBe(200);
  expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(await page.text()).toBe('<p>page</p>');
  const script = ask(`${APP_URL}assets/main.js`);
  expect(script.headers.get('content-type')).toBe('text/javascript; charset=utf-8');
  expect(await script.text()).toBe('go();');
});

it.each([
  '../secret.txt',
  'assets/../../secret.txt',
  '%2e%2e/secret.txt',
  '..%2fsecret.txt',
  '..%5csecret.txt',
  'assets/..%2f..%2fsecret.txt',
  '/secret.txt',
  'assets',
  'assets/',
  'index.html%00.js',
])('gives no file outside of the page for %s', async (name) => {
  const answer = ask(`${APP_URL}${name}`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toBe('');
});

it('answers under its own name only, and only what a page asks', () => {
  expect(ask('app://elsewhere/index.html').status).toBe(404);
  expect(ask(APP_URL, 'POST').status).toBe(405);
  expect(isAppUrl('app://stillroom.example.org/')).toBe(false);
});

it('lets a page load its own files and connect to nothing, refusals included', () => {
  for (const answer of [ask(APP_URL), ask(`${APP_URL}none`), ask('app://elsewhere/')]) {
    const policy = new Map(
      (answer.headers.get('content-security-policy') ?? '')
        .split('; ')
        .map((rule) => [rule.slice(0, rule.indexOf(' ')), rule.slice(rule.indexOf(' ') + 1)]),
    );
    expect(policy.get('default-src')).toBe("'none'");
    expect(policy.get('connect-src')).toBe("'none'");
    expect(policy.get('script-src')).toBe("'self'");
    expect([...policy.values()].join(' ')).not.toMatch(/unsafe|http|\*/);
    expect(answer.headers.get('x-content-type-options')).toBe('nosniff');
    expect(answer.headers.get('cache-control')).toBe('no-store');
  }
});

it('asks no privilege but an origin', () => {
  expect(APP_SCHEME.privileges).toEqual({ standard: true, secure: true });
});
