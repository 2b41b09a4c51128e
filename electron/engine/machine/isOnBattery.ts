import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

/** Linux has a folder of each power supply here. */
const SUPPLIES = '/sys/class/power_supply';

/**
 * Whether a battery powers the machine: one discharges, and no mains adapter is online. The batteries of
 * a mouse or a phone do not count. Undefined where the system does not tell.
 */
export function isOnBattery(folder: string = SUPPLIES): boolean | undefined {
  if (!existsSync(folder)) return undefined;
  const supplies = readdirSync(folder).map((name) => {
    const fact = (file: string) => factOf(path.join(folder, name, file));
    return {
      type: fact('type'),
      isOnline: fact('online') === '1',
      isDischarging: fact('status') === 'Discharging',
      isOfDevice: fact('scope') === 'Device',
    };
  });
  const own = supplies.filter(({ isOfDevice }) => !isOfDevice);
  const hasMains = own.some(({ type, isOnline }) => type !== 'Battery' && isOnline);
  return !hasMains && own.some(({ type, isDischarging }) => type === 'Battery' && isDischarging);
}

/** A supply lacks some files, and one that is pulled out loses all. */
function factOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch {
    return undefined;
  }
}
