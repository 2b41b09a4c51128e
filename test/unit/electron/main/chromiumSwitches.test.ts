import { expect, it } from 'vitest';
import {
  type ChromiumSwitches,
  setChromiumSwitches,
} from '../../../../electron/main/chromiumSwitches.ts';

function commandLine(...given: readonly string[]): ChromiumSwitches & { set: unknown[] } {
  const set: unknown[] = [];
  return {
    set,
    hasSwitch: (name) => given.includes(name),
    appendSwitch: (name, value) => set.push(value === undefined ? [name] : [name, value]),
  };
}

it('resolves no name and asks no proxy', () => {
  const line = commandLine();
  expect(setChromiumSwitches(line, false)).toBeNull();
  expect(line.set).toEqual([['host-resolver-rules', 'MAP * ~NOTFOUND'], ['no-proxy-server']]);
});

it.each(['remote-debugging-port', 'remote-debugging-pipe', 'load-extension', 'proxy-server'])(
  'does not start with --%s, unless it is in development',
  (name) => {
    expect(setChromiumSwitches(commandLine(name), false)).toContain(`--${name}, by which`);
    expect(setChromiumSwitches(commandLine(name), true)).toBeNull();
  },
);
