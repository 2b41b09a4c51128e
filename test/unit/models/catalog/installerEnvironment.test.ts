import { readFileSync } from 'node:fs';
import path from 'node:path';
import { expect, it } from 'vitest';
import { installerEnvironment } from '../../../../models/catalog/installerEnvironment.ts';
import { runPython } from '../../../../models/catalog/runPython.ts';
import { temporaryFolder } from './tinyFiles.ts';

const ENVIRONMENT = {
  PATH: process.env.PATH,
  HOME: 'a home',
  HTTPS_PROXY: 'a proxy',
  PIP_INDEX_URL: 'an index',
  AWS_SECRET_ACCESS_KEY: 'a secret',
  GITHUB_TOKEN: 'a secret',
  HF_TOKEN: 'a secret',
  STILLROOM_HOME: 'a private folder',
};

it('passes on what an installer needs, and no key or token', () => {
  expect(Object.keys(installerEnvironment(ENVIRONMENT))).toEqual([
    'PATH',
    'HOME',
    'HTTPS_PROXY',
    'PIP_INDEX_URL',
  ]);
});

it('is all that Python sees', async () => {
  const folder = temporaryFolder();
  const script = "import os; open('env.txt', 'w').write('\\n'.join(os.environ))";
  await runPython(['-c', script], folder, ENVIRONMENT, undefined);
  const seen = readFileSync(path.join(folder, 'env.txt'), 'utf8').split('\n');
  expect(seen).toContain('PIP_INDEX_URL');
  expect(seen.filter((name) => /SECRET|TOKEN|STILLROOM/.test(name))).toEqual([]);
});
