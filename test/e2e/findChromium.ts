import { existsSync } from 'node:fs';
import { npmChromium } from './npmChromium.ts';

/** A Chromium that can be started, as Playwright's `launch` takes it. */
export interface FoundChromium {
  readonly executablePath: string;
  /** What its environment needs besides that of this process. */
  readonly env?: Readonly<Record<string, string>>;
}

/** The paths at which systems keep Chromium; CHROMIUM names another. */
const PLACES = [
  process.env.CHROMIUM,
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

/**
 * An installed Chromium, else the one that comes from npm.
 * @returns undefined where neither is there: npm has it for Linux on Intel and AMD only
 */
export function findChromium(places = PLACES): FoundChromium | undefined {
  const installed = places.find((place) => place !== undefined && existsSync(place));
  return installed === undefined ? npmChromium() : { executablePath: installed };
}

/** Options for Playwright's `launch`. @throws Error where there is no Chromium */
export function launchOptions(args: string[]) {
  const found = findChromium();
  if (!found) throw new Error('There is no Chromium: install one, or name it by CHROMIUM.');
  const { executablePath, env = {} } = found;
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { executablePath, args, env: { ...Object.fromEntries(inherited), ...env } };
}
