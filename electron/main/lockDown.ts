/** What Electron's Session offers to be locked. */
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

/** What Electron's WebContents offers to be locked. */
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
  /** Requests that were refused since the start. */
  refused(): number;
}

/**
 * Leaves a session nothing but the app's own page: no permission, no device, no request to anywhere,
 * and no download but what the page itself made.
 * @param isAllowed the addresses that may be loaded
 */
export function lockDown(session: LockableSession, isAllowed: (url: string) => boolean): Locked {
  let refused = 0;
  // what the page keeps in memory under its own origin is no request to anywhere
  const isOurs = (url: string) => isAllowed(url.replace(/^blob:/, ''));
  session.setPermissionRequestHandler((_contents, _permission, answer) => answer(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
  // it would fetch dictionaries
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

/** Keeps a page where it is: it opens no window, goes nowhere and embeds nothing. */
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
  // its packets do not pass the session's list of allowed addresses
  contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp');
}
