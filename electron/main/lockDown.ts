/** The part of Electron's Session that can be locked down. */
export interface LockableSession {
  setPermissionRequestHandler(
    handler: (contents: unknown, permission: string, answer: (granted: boolean) => void) => void,
  ): void;
  setPermissionCheckHandler(handler: () => boolean): void;
  setDevicePermissionHandler(handler: () => boolean): void;
  setSpellCheckerEnabled(enable: boolean): void;
  on(
    event: 'will-download',
    listener: (event: Preventable, item: { getURL(): string }) => void,
  ): unknown;
  readonly webRequest: {
    onBeforeRequest(
      listener: (
        details: { readonly url: string },
        answer: (response: { cancel: boolean }) => void,
      ) => void,
    ): void;
  };
}

/** The part of Electron's WebContents that can be locked down. */
export interface LockableContents {
  on(event: 'will-frame-navigate', listener: (event: Preventable) => void): unknown;
  on(event: 'will-redirect', listener: (event: Preventable) => void): unknown;
  on(event: 'will-attach-webview', listener: (event: Preventable) => void): unknown;
  on(
    event: 'select-bluetooth-device',
    listener: (event: Preventable, devices: unknown, choose: (device: string) => void) => void,
  ): unknown;
  setWindowOpenHandler(handler: () => { action: 'deny' }): void;
  setWebRTCIPHandlingPolicy(policy: 'disable_non_proxied_udp'): void;
}

interface Preventable {
  preventDefault(): void;
}

export interface Locked {
  /** Number of requests refused since the start. */
  refused(): number;
}

/**
 * Restricts a session to the app's own page: no permissions, no devices, no requests to other
 * addresses, and no downloads except those that the page creates itself.
 * @param isAllowed the addresses that may be loaded
 */
export function lockDown(session: LockableSession, isAllowed: (url: string) => boolean): Locked {
  let refused = 0;
  // blobs that the page keeps in memory under its own origin cause no network request
  const isOurs = (url: string) => isAllowed(url.replace(/^blob:/, ''));
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // it would download dictionaries
  session.setSpellCheckerEnabled(false);
  session.on('will-download', (event, item) => {
    const url = item.getURL();
    if (!url.startsWith('blob:') || !isOurs(url)) event.preventDefault();
  });
  session.webRequest.onBeforeRequest(({ url }, answer) => {
    const cancel = !isOurs(url);
    if (cancel) refused++;
    answer({ cancel });
  });
  return { refused: () => refused };
}

/** Prevents a page from opening windows, navigating away and embedding other pages. */
export function lockDownContents(contents: LockableContents): void {
  const prevent = (event: Preventable) => event.preventDefault();
  contents.on('will-frame-navigate', prevent);
  contents.on('will-redirect', prevent);
  contents.on('will-attach-webview', prevent);
  contents.on('select-bluetooth-device', (event, _devices, choose) => {
    // without this the first device would be chosen
    event.preventDefault();
    choose('');
  });
  contents.setWindowOpenHandler(() => ({ action: 'deny' }));
  // its packets bypass the session's list of allowed addresses
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
