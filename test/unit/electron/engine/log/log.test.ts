import { existsSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeEach, describe, expect, it } from 'vitest';
import { appFile } from '../../../../../electron/engine/files/appFile.ts';
import { beginLog, logEnd, logFault, logFile } from '../../../../../electron/engine/log/log.ts';
import { describeFault, withoutTexts } from '../../../../../electron/engine/log/withoutTexts.ts';
import { forkHost, HostLost } from '../../../../../electron/hosts/host.ts';
import { BadInput } from '../../../../../models/badInput.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

/** What Node says of a file of the user's that is no JSON. */
function parseError(text: string): Error {
  try {
    JSON.parse(text);
  } catch (error) {
    return error as Error;
  }
  throw new Error('it could be parsed');
}

describe('a fault as it is written down', () => {
  it('has its kind, code, stack and causes', () => {
    const cause = Object.assign(new Error('no space'), { code: 'ENOSPC' });
    const lines = describeFault(new TypeError('it broke', { cause })).split('\n');
    expect(lines[0]).toBe('TypeError: it broke');
    expect(lines[1]).toMatch(/^ {4}at .*<app>.*log\.test\.ts:\d+:\d+\)?$/);
    expect(lines).toContain('Caused by Error (ENOSPC): no space');
  });

  it.each([
    ['{"text": "Ada\'s secret"} and "more secret', 'secret'],
    ['secret', 'secret'],
    ['["a",\n"secret \u201cline\u201d\n    at secret.ts:1:1"', 'secret'],
  ])('has nothing of a text that could not be parsed: %s', (text, secret) => {
    expect(describeFault(parseError(text))).not.toContain(secret);
  });

  it('has no file’s name where Node quotes it, and short names for the folders', () => {
    expect(withoutTexts("ENOENT: no such file, open '/data/ada's patients.csv'")).toBe(
      "ENOENT: no such file, open '…'",
    );
    expect(withoutTexts(`${path.join(homedir(), 'x')} and ${appFile('prompts')}`)).toBe(
      '~/x and <app>/prompts',
    );
    expect(withoutTexts('x'.repeat(5000))).toHaveLength(1000);
  });

  it('may be no error at all', () => {
    expect(describeFault('a "text"')).toBe('a "…"');
    expect(describeFault(undefined)).toBe('undefined');
  });
});

describe('the log', () => {
  let home: string;
  beforeEach(() => {
    home = temporaryFolder();
    process.env.STILLROOM_HOME = home;
  });

  it('is not begun by using the engine', () => {
    logFault(new Error('unheard'));
    expect(readdirSync(home)).toEqual([]);
    expect(logEnd(5).lines).toEqual([]);
  });

  it('is the user’s alone, and begins with what this is', () => {
    beginLog('command run');
    expect(logFile()).toBe(path.join(home, 'stillroom.log'));
    expect(statSync(logFile()).mode & 0o777).toBe(0o600);
    expect(readFileSync(logFile(), 'utf8')).toMatch(
      /^\S+Z? \[info\] +Start: command run\. Stillroom \d\S+, Node 24\S+, .* cores, [\d.]+ GB of memory\.\n$/,
    );
  });

  it('has faults, and nothing that the user can put right or cancelled', () => {
    beginLog('serve');
    logFault(new BadInput('line 3 of patients.csv is empty'));
    logFault(new DOMException('stopped', 'AbortError'));
    expect(logEnd(9).lines).toHaveLength(1);
    logFault(new Error('it broke'));
    const lines = logEnd(50).lines;
    expect(lines[1]).toMatch(/ \[error\] Error: it broke$/);
    expect(lines[2]).toMatch(/^ {4}at /);
    expect(logEnd(1).lines).toEqual(lines.slice(-1));
  });

  it('has each host that was lost, with its last words but for what they quote', async () => {
    beginLog('serve');
    const entry = pathToFileURL(path.join(home, 'host.js'));
    writeFileSync(entry, 'console.error(\'RangeError: "a secret" is too long\'); process.exit(3);');
    const host = forkHost<{ ask(): void }>({ title: 'the teacher', entry });
    await expect(host.call('ask')).rejects.toThrow(HostLost);
    const lost = logEnd().lines.filter((line) => line.includes('[warn]'));
    expect(lost).toHaveLength(2);
    for (const line of lost) {
      expect(line).toMatch(
        /Lost the teacher: its process ended with code 3: RangeError: "…" is too long$/,
      );
    }
  });

  it('has one fault ten times and no more, however often it happens', () => {
    beginLog('serve');
    const error = new Error('a malformed frame');
    for (let i = 0; i < 500; i++) logFault(error);
    logFault(new Error('another'));
    const lines = readFileSync(logFile(), 'utf8').split('\n');
    expect(lines.filter((line) => line.includes('a malformed frame'))).toHaveLength(10);
    expect(lines.filter((line) => line.includes('is not written again'))).toHaveLength(1);
    expect(lines.filter((line) => line.includes('Error: another'))).toHaveLength(1);
  });

  it('keeps at most three files of a megabyte', () => {
    beginLog('serve');
    for (let i = 0; i < 5000; i++) logFault(new Error(`${i} ${'x'.repeat(900)}`));
    expect(readdirSync(home).toSorted()).toEqual([
      'stillroom.1.log',
      'stillroom.2.log',
      'stillroom.log',
    ]);
    for (const name of readdirSync(home)) {
      const { size, mode } = statSync(path.join(home, name));
      expect(size).toBeLessThan(1_010_000);
      expect(mode & 0o777).toBe(0o600);
    }
  });

  it('that cannot be written stops nothing', () => {
    process.env.STILLROOM_HOME = path.join(appFile('package.json'), 'x');
    beginLog('serve');
    logFault(new Error('it broke'));
    expect(existsSync(logFile())).toBe(false);
  });
});
