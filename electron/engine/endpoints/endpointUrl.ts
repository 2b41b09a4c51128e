import { BadInput } from '../../../models/badInput.ts';

/**
 * An endpoint's root from what a user copies: with or without `/v1`, or a slash at the end.
 * @throws BadInput for what is no http or https address, or has a key in it
 */
export function readEndpointUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (!url || !/^https?:$/.test(url.protocol)) {
    throw new BadInput(
      `--url: '${text}' is no address of a server. Give one such as http://gpu-box:8000/v1.`,
    );
  }
  if (url.username || url.password || url.search || url.hash) {
    throw new BadInput(
      '--url: leave out names, keys and parameters. A key belongs in an environment variable: --key-variable NAME.',
    );
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, '').replace(/\/v1$/, '')}`;
}

/** Whether an address is this computer's own. */
export function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.\d+){3}$/.test(hostname);
}
