/** The part of Electron's command line that is used. */
export interface ChromiumSwitches {
  hasSwitch(name: string): boolean;
  appendSwitch(name: string, value?: string): void;
}

/** By these, another program could read the window and act in it as the user. */
const DEBUGGING = [
  'remote-debugging-port',
  'remote-debugging-pipe',
  'remote-debugging-address',
  'remote-allow-origins',
  'load-extension',
  'disable-web-security',
  'host-resolver-rules',
  'proxy-server',
  'proxy-pac-url',
] as const;

/**
 * Keeps Chromium off the network: it resolves no name, and asks no proxy, which could be another
 * machine.
 * @returns a sentence if the app was started with a switch that would open it to other programs;
 *   it must then end. In development such switches are how tests drive the window.
 */
export function setChromiumSwitches(
  commandLine: ChromiumSwitches,
  isDevelopment: boolean,
): string | null {
  const given = isDevelopment ? undefined : DEBUGGING.find((name) => commandLine.hasSwitch(name));
  if (given) {
    return `Stillroom does not start with --${given}, by which other programs could read what the window shows.`;
  }
  // the engine's downloads do not go through Chromium
  commandLine.appendSwitch('host-resolver-rules', 'MAP * ~NOTFOUND');
  commandLine.appendSwitch('no-proxy-server');
  return null;
}
