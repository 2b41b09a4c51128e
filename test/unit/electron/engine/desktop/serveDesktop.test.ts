import { EventEmitter } from 'node:events';
import { expect, it, vi } from 'vitest';
import type { FromEngine, ToEngine } from '../../../../../electron/contract/desktop.ts';
import type { RunSnapshot, Snapshot } from '../../../../../electron/contract/snapshot.ts';
import { serveDesktop } from '../../../../../electron/engine/desktop/serveDesktop.ts';
import type { Session } from '../../../../../electron/engine/session/session.ts';

/** An engine whose session is only as far as main can see it. */
function serve(close: () => Promise<void> = async () => {}) {
  const main = new EventEmitter();
  const said: FromEngine[] = [];
  let run: Pick<RunSnapshot, 'state' | 'waiting'> | null = null;
  let changed = () => {};
  const session: Pick<Session, 'listen' | 'snapshot' | 'close'> = {
    listen(listener) {
      changed = listener;
      return () => {};
    },
    snapshot: () => ({ project: null, run, jobs: [] }) as Snapshot,
    close,
  };
  const ended: number[] = [];
  serveDesktop(Object.assign(main, { postMessage: (message: FromEngine) => said.push(message) }), {
    session: session as Session,
    end: (code) => ended.push(code),
  });
  return {
    said,
    ended,
    say: (message: ToEngine) => main.emit('message', { data: message, ports: [] }),
    runIs(state: RunSnapshot['state'] | null, waiting: string | null = null) {
      run = state && { state, waiting };
      changed();
    },
  };
}

it('tells main when a run begins and ends to work, once each', () => {
  const { said, runIs } = serve();
  runIs(null);
  runIs('running');
  runIs('running');
  runIs('pausing');
  runIs('paused');
  runIs('done');
  runIs('running');
  runIs('failed');
  expect(said.map((one) => 'working' in one && one.working)).toEqual([true, false, true, false]);
});

it('tells main that a run that waits does not work: the machine may go to sleep', () => {
  const { said, runIs } = serve();
  runIs('running');
  runIs('running', 'Waiting until 22:00.');
  runIs('running');
  expect(said.map((one) => 'working' in one && one.working)).toEqual([true, false, true]);
});

it('ends when everything is closed, not before', async () => {
  const closing = Promise.withResolvers<void>();
  const { say, ended } = serve(() => closing.promise);
  say({ kind: 'pauseAndClose' });
  await new Promise(setImmediate);
  expect(ended).toEqual([]);
  closing.resolve();
  await new Promise(setImmediate);
  expect(ended).toEqual([0]);
});

it('ends also where closing fails, and shows it', async () => {
  const error = vi.spyOn(console, 'error').mockImplementation(() => {});
  const { say, ended } = serve(() => Promise.reject(new Error('disk full')));
  say({ kind: 'pauseAndClose' });
  await new Promise(setImmediate);
  expect(ended).toEqual([1]);
  expect(error).toHaveBeenCalled();
  error.mockRestore();
});
