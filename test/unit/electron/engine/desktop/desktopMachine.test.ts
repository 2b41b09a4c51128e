import { expect, it } from 'vitest';
import { desktopMachine } from '../../../../../electron/engine/desktop/desktopMachine.ts';
import type { Machine } from '../../../../../electron/engine/machine/machine.ts';

const plain: Machine = {
  conditions: ['always', 'mains', 'hours'],
  state: async () => ({ isOnBattery: true }),
};
const on = (platform: NodeJS.Platform, sessionType?: string) => {
  const said: string[] = [];
  const desktop = desktopMachine(({ kind }) => said.push(kind), { platform, sessionType }, plain);
  return { ...desktop, said };
};

it('offers what each system tells its desktop', () => {
  expect(on('darwin').machine.conditions).toEqual(['always', 'mains', 'idle', 'hours']);
  expect(on('win32').machine.conditions).toEqual(['always', 'mains', 'idle', 'hours']);
  expect(on('linux', 'x11').machine.conditions).toEqual(['always', 'mains', 'idle', 'hours']);
  expect(on('linux', 'wayland').machine.conditions).toEqual(['always', 'mains', 'hours']);
});

it.each([
  ['darwin', false],
  ['linux', true],
] as const)(
  'asks main; on %s the battery is known from there or from files',
  async (platform, isOnBattery) => {
    const { machine, hear, said } = on(platform);
    const state = machine.state();
    expect(said).toEqual(['askMachine']);
    hear({ kind: 'machine', isOnBattery: false, idleSeconds: 9 });
    expect(await state).toEqual({ isOnBattery, idleSeconds: 9 });
  },
);
