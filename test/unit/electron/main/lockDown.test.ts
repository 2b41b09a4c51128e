import { EventEmitter } from 'node:events';
import { beforeEach, expect, it } from 'vitest';
import { APP_URL, isAppUrl } from '../../../../electron/main/appProtocol.ts';
import {
  type LockableContents,
  type LockableSession,
  type Locked,
  lockDown,
  lockDownContents,
} from '../../../../electron/main/lockDown.ts';

/** A session that asks its handlers as Electron does, and allows what nobody refuses. */
class FakeSession extends EventEmitter implements LockableSession {
  spellChecker = true;
  askPermission: Parameters<LockableSession['setPermissionRequestHandler']>[0] = (_, __, answer) =>
    answer(true);
  checkPermission = () => true;
  checkDevice = () => true;
  #before: Parameters<LockableSession['webRequest']['onBeforeRequest']>[0] = (_, answer) =>
    answer({ cancel: false });
  readonly webRequest: LockableSession['webRequest'] = {
    onBeforeRequest: (listener) => {
      this.#before = listener;
    },
  };

  setPermissionRequestHandler(handler: typeof this.askPermission) {
    this.askPermission = handler;
  }
  setPermissionCheckHandler(handler: () => boolean) {
    this.checkPermission = handler;
  }
  setDevicePermissionHandler(handler: () => boolean) {
    this.checkDevice = handler;
  }
  setSpellCheckerEnabled(enable: boolean) {
    this.spellChecker = enable;
  }

  /** Whether the request would leave. */
  request(url: string): boolean {
    let leaves = true;
    this.#before({ url }, ({ cancel }) => {
      leaves = !cancel;
    });
    return leaves;
  }

  /** Whether the download would start. */
  download(url: string): boolean {
    return !prevented((event) => this.emit('will-download', event, { getURL: () => url }));
  }
}

function prevented(emit: (event: { preventDefault(): void }) => void): boolean {
  let isPrevented = false;
  emit({
    preventDefault() {
      isPrevented = true;
    },
  });
  return isPrevented;
}

let session: FakeSession;
let locked: Locked;

beforeEach(() => {
  session = new FakeSession();
  locked = lockDown(session, isAppUrl);
});

it('grants no permission and no device', () => {
  for (const permission of ['media', 'notifications', 'clipboard-read', 'fileSystem', 'usb']) {
    let granted: boolean | undefined;
    session.askPermission({}, permission, (answer) => {
      granted = answer;
    });
    expect(granted, permission).toBe(false);
  }
  expect(session.checkPermission()).toBe(false);
  expect(session.checkDevice()).toBe(false);
  expect(session.spellChecker).toBe(false);
});

it('lets the page load itself, and cancels and counts every other request', () => {
  expect(session.request(APP_URL)).toBe(true);
  expect(session.request(`${APP_URL}assets/main.js`)).toBe(true);
  expect(locked.refused()).toBe(0);
  const elsewhere = [
    'https://example.org/',
    'http://127.0.0.1:8080/',
    'ws://localhost/',
    'file:///etc/passwd',
    'devtools://devtools/bundled/inspector.html',
    'app://stillroom.example.org/',
    'chrome://gpu/',
  ];
  for (const url of elsewhere) expect(session.request(url), url).toBe(false);
  expect(locked.refused()).toBe(elsewhere.length);
});

it('starts no download but of what the page made', () => {
  expect(session.download('https://example.org/file.zip')).toBe(false);
  expect(session.download(`${APP_URL}index.html`)).toBe(false);
  expect(session.download('blob:https://example.org/1-2')).toBe(false);
  expect(session.download(`blob:${APP_URL}1-2`)).toBe(true);
});

it('keeps a page where it is', () => {
  let openWindow: () => { action: string } = () => ({ action: 'allow' });
  let webRtc = 'default';
  const contents = Object.assign(new EventEmitter(), {
    setWindowOpenHandler(handler: typeof openWindow) {
      openWindow = handler;
    },
    setWebRTCIPHandlingPolicy(policy: string) {
      webRtc = policy;
    },
  }) satisfies LockableContents;
  lockDownContents(contents);
  for (const event of ['will-frame-navigate', 'will-redirect', 'will-attach-webview']) {
    expect(
      prevented((details) => contents.emit(event, details)),
      event,
    ).toBe(true);
  }
  expect(openWindow()).toEqual({ action: 'deny' });
  expect(webRtc).toBe('disable_non_proxied_udp');
  let chosen: string | undefined;
  const choose = (device: string) => {
    chosen = device;
  };
  const devices = [{ deviceId: 'first' }];
  const emit = (event: object) => contents.emit('select-bluetooth-device', event, devices, choose);
  expect(prevented(emit)).toBe(true);
  expect(chosen).toBe('');
});
