import { writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { openAppState } from '../../../../../electron/engine/session/appState.ts';
import { temporaryFolder } from '../../../models/catalog/tinyFiles.ts';

it('keeps settings, also those made by an older version', () => {
  const home = temporaryFolder();
  writeFileSync(
    path.join(home, 'state.json'),
    JSON.stringify({ recent: [], settings: { reviewer: 'Ada', theme: 'dark' } }),
  );
  const app = openAppState({ STILLROOM_HOME: home });
  expect(app.settings()).toEqual({
    reviewer: 'Ada',
    theme: 'dark',
    compute: { gpuLayers: 0 },
  });
  expect(app.projectsFolder).toBe(path.join(home, 'projects'));
  app.change({ compute: { threads: 2, gpuLayers: 'auto' }, projectsFolder: '/data/p' });
  app.change({ theme: 'light' });
  const again = openAppState({ STILLROOM_HOME: home });
  expect(again.settings()).toMatchObject({
    reviewer: 'Ada',
    theme: 'light',
    compute: { threads: 2, gpuLayers: 'auto' },
  });
  expect(again.projectsFolder).toBe('/data/p');
  again.change({ compute: { gpuLayers: 0 } });
  expect(again.settings().compute.threads).toBeUndefined();
});
