import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { isOnBattery } from '../../../../../electron/engine/machine/isOnBattery.ts';
import { plainMachine } from '../../../../../electron/engine/machine/machine.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-power-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function supply(name: string, facts: Readonly<Record<string, string>>): void {
  mkdirSync(path.join(folder, name), { recursive: true });
  for (const [file, text] of Object.entries(facts)) {
    writeFileSync(path.join(folder, name, file), `${text}\n`);
  }
}

it('a laptop is on its battery when its adapter is pulled out, not before', () => {
  supply('BAT0', { type: 'Battery', status: 'Charging' });
  supply('AC', { type: 'Mains', online: '1' });
  expect(isOnBattery(folder)).toBe(false);
  supply('BAT0', { status: 'Discharging' });
  supply('AC', { online: '0' });
  expect(isOnBattery(folder)).toBe(true);
});

it('an adapter by USB-C is mains power, and a battery that helps it does not count', () => {
  supply('BAT0', { type: 'Battery', status: 'Discharging' });
  supply('ucsi-source-psy-1', { type: 'USB', online: '1' });
  supply('ucsi-source-psy-2', { type: 'USB', online: '0' });
  expect(isOnBattery(folder)).toBe(false);
});

it('a mouse with a battery does not make a workstation a laptop', () => {
  supply('hidpp_battery_0', { type: 'Battery', status: 'Discharging', scope: 'Device' });
  expect(isOnBattery(folder)).toBe(false);
});

it('a machine without supplies is on mains power; a system that does not tell is not asked', async () => {
  expect(isOnBattery(folder)).toBe(false);
  expect(plainMachine(folder).conditions).toEqual(['always', 'mains', 'hours']);
  const silent = plainMachine(path.join(folder, 'none'));
  expect(silent.conditions).toEqual(['always', 'hours']);
  expect(await silent.state()).toEqual({ isOnBattery: undefined });
});
