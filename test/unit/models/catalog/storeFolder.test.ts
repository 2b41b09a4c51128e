import { join } from 'node:path';
import { expect, test } from 'vitest';
import { storeFolder } from '../../../../models/catalog/storeFolder.ts';

const home = join('/home', 'ada');

test.each([
  ['linux', {}, join(home, '.local', 'share', 'stillroom', 'models')],
  ['linux', { XDG_DATA_HOME: '/data' }, join('/data', 'stillroom', 'models')],
  ['darwin', {}, join(home, 'Library', 'Application Support', 'Stillroom', 'models')],
  ['win32', { LOCALAPPDATA: '/local' }, join('/local', 'Stillroom', 'models')],
  ['darwin', { STILLROOM_MODELS: '/big/disk' }, '/big/disk'],
] as const)('on %s with %o', (platform, env, folder) => {
  expect(storeFolder(env, home, platform)).toBe(folder);
});
