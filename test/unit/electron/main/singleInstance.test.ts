import { EventEmitter } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { type InstanceApp, singleInstance } from '../../../../electron/main/singleInstance.ts';

/** One computer's instances of an app: the first has the lock, and hears of the others. */
class Computer {
  first: EventEmitter | undefined;
  start(argv: readonly string[]) {
    const app = Object.assign(new EventEmitter(), {
      requestSingleInstanceLock: (data: Record<string, unknown>): boolean => {
        this.first ??= app;
        if (this.first === app) return true;
        const copy: unknown = JSON.parse(JSON.stringify(data));
        this.first.emit('second-instance', {}, ['--added-by-chromium'], '/elsewhere', copy);
        return false;
      },
    }) satisfies InstanceApp;
    const opened: string[] = [];
    const shown: true[] = [];
    const isFirst = singleInstance(app, {
      argv,
      onOpen: (folder) => opened.push(folder),
      onShow: () => shown.push(true),
    });
    return { app, isFirst, opened, shown };
  }
}

let folder: string;
let project: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-instance-'));
  project = path.join(folder, 'Tickets.stillroom');
  mkdirSync(project);
  writeFileSync(path.join(folder, 'file.stillroom'), '');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('opens the projects among its arguments, and nothing else', () => {
  const argv = ['--flag', folder, path.join(folder, 'file.stillroom'), `${project}x`, project];
  expect(new Computer().start(argv)).toMatchObject({ isFirst: true, opened: [project] });
});

it('opens a later instance’s project in the first, which comes to the front', () => {
  const computer = new Computer();
  const first = computer.start([]);
  expect(first.opened).toEqual([]);
  const second = computer.start([path.relative(process.cwd(), project)]);
  expect(second).toMatchObject({ isFirst: false, opened: [] });
  expect(first.opened).toEqual([project]);
  expect(first.shown).toHaveLength(1);
});

it.each([undefined, null, 3, { folders: 3 }, { folders: [3, '/none.stillroom'] }])(
  'opens nothing for the data %j of a later instance',
  (data) => {
    const { app, opened } = new Computer().start([]);
    app.emit('second-instance', {}, [], '', data);
    expect(opened).toEqual([]);
  },
);

it('opens what the Finder hands over', () => {
  const { app, opened } = new Computer().start([]);
  let isPrevented = false;
  const event = {
    preventDefault() {
      isPrevented = true;
    },
  };
  app.emit('open-file', event, project);
  app.emit('open-file', event, path.join(folder, 'file.stillroom'));
  expect(opened).toEqual([project]);
  expect(isPrevented).toBe(true);
});
