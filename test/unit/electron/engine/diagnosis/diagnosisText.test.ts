import { expect, it } from 'vitest';
import type { Diagnosis } from '../../../../../electron/contract/diagnosis.ts';
import { diagnosisText } from '../../../../../electron/engine/diagnosis/diagnosisText.ts';

const DIAGNOSIS: Diagnosis = {
  versions: { Stillroom: '1.2.3', 'hnswlib-node': null },
  system: 'linux x64 6.1',
  cores: 4,
  memoryBytes: 16e9,
  freeMemoryBytes: 8.25e9,
  freeDiskBytes: 1e9,
  gpu: 'Card by cuda',
  modelsFolder: '/m',
  models: ['one', 'two'],
  projectsFolder: '/p',
  logFile: '/d/stillroom.log',
  sockets: ['tcp 80 of process 7'],
  findings: [
    { sentence: 'A library cannot be loaded.', isNecessary: true },
    { sentence: 'Little space is left.', isNecessary: false },
  ],
};

it('has a line for each fact, and what is missing at the end', () => {
  expect(diagnosisText(DIAGNOSIS).split('\n')).toEqual([
    'Stillroom     1.2.3',
    'hnswlib-node  not there',
    'system        linux x64 6.1',
    'cores         4',
    'memory        16.0 GB, 8.3 GB free',
    'disk          1.0 GB free',
    'GPU           Card by cuda',
    'models        one, two (in /m)',
    'projects      /p',
    'log           /d/stillroom.log',
    'open sockets  tcp 80 of process 7',
    'Missing: A library cannot be loaded.',
    'Note: Little space is left.',
  ]);
});

it('tells nothing found from nothing known', () => {
  const none = { ...DIAGNOSIS, models: [], gpu: null, sockets: [], findings: [] };
  const lines = diagnosisText(none).split('\n');
  expect(lines).toContain('models        none (in /m)');
  expect(lines).toContain('GPU           none found');
  expect(lines.at(-1)).toBe('open sockets  none');
  const unknown = diagnosisText({ ...none, sockets: null, freeDiskBytes: null }).split('\n');
  expect(unknown).toContain('disk          not told');
  expect(unknown.at(-1)).toBe('open sockets  not told');
});
