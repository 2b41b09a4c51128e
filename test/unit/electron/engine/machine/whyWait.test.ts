import { describe, expect, it } from 'vitest';
import type { WorkTime } from '../../../../../electron/contract/workTime.ts';
import { whyWait } from '../../../../../electron/engine/machine/whyWait.ts';

const at = (time: string) => new Date(`2026-03-02T${time}:00`);

describe('at these hours', () => {
  const night: WorkTime = { when: 'hours', from: '22:00', to: '07:00' };
  const day: WorkTime = { when: 'hours', from: '07:30', to: '22:00' };

  it.each(['22:00', '23:59', '00:00', '06:59'])('%s is in the night, not in the day', (time) => {
    expect(whyWait(night, {}, at(time))).toBeNull();
    expect(whyWait(day, {}, at(time))).toBe('Waiting until 07:30: runs work from 07:30 to 22:00.');
  });

  it.each(['07:30', '12:00', '21:59'])('%s is in the day, not in the night', (time) => {
    expect(whyWait(day, {}, at(time))).toBeNull();
    expect(whyWait(night, {}, at(time))).toBe(
      'Waiting until 22:00: runs work from 22:00 to 07:00.',
    );
  });
});

it('waits on a battery, and while somebody uses the machine', () => {
  const now = at('12:00');
  expect(whyWait({ when: 'mains' }, { isOnBattery: false }, now)).toBeNull();
  expect(whyWait({ when: 'mains' }, { isOnBattery: true }, now)).toMatch(/on its battery/);
  expect(whyWait({ when: 'idle' }, { idleSeconds: 300 }, now)).toBeNull();
  expect(whyWait({ when: 'idle' }, { idleSeconds: 299 }, now)).toMatch(/for 5 minutes/);
  expect(whyWait({ when: 'always' }, { isOnBattery: true, idleSeconds: 0 }, now)).toBeNull();
});
