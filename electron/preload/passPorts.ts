import {
  NEED_PORT_CHANNEL,
  type PageMessage,
  PORT_CHANNEL,
  type PortNews,
} from '../contract/desktop.ts';

/** The part of Electron's ipcRenderer that is used. */
export interface MainLine<Port> {
  on(
    channel: string,
    listener: (event: { readonly ports: readonly Port[] }, news: PortNews) => void,
  ): unknown;
  send(channel: string): void;
}

/** The part of the page's window that is used. */
export interface Page<Port> {
  readonly location: { readonly origin: string };
  postMessage(message: PageMessage, targetOrigin: string, transfer: Port[]): void;
  addEventListener(
    type: 'message',
    listener: (event: { readonly source: unknown; readonly data: unknown }) => void,
  ): void;
}

/** Requests a port from main when the page asks for one, and forwards main's messages. */
export function passPorts<Port>(main: MainLine<Port>, page: Page<Port>): void {
  main.on(PORT_CHANNEL, ({ ports }, { reason }) => {
    // the scheme is a standard one, so its pages have an origin
    page.postMessage({ stillroom: 'port', reason }, page.location.origin, [...ports]);
  });
  page.addEventListener('message', ({ source, data }) => {
    const message = data as PageMessage | null;
    if (source === page && message?.stillroom === 'needPort') main.send(NEED_PORT_CHANNEL);
  });
}
