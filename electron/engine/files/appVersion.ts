import { readFileSync } from 'node:fs';
import { appFile } from './appFile.ts';

/** Stillroom's own version. */
export function appVersion(): string {
  return (JSON.parse(readFileSync(appFile('package.json'), 'utf8')) as { version: string }).version;
}
