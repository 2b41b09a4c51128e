import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { temporaryFolder } from '../../models/catalog/tinyFiles.ts';

const BOOTSTRAP = fileURLToPath(new URL('../../../../electron/cli/bootstrap.mjs', import.meta.url));

/** What a machine has, as scripts: each answers to its version, and to more where it works. */
const WORKS = 'exit 0';
const WHOLE = { npm: 'echo 11.0.0', 'g++': WORKS, make: WORKS, python3: WORKS };

/** The bootstrap of a checkout without packages, on a machine that has these programs and no others. */
function bootstrapOn(programs: Readonly<Record<string, string>>) {
  const folder = temporaryFolder();
  cpSync(BOOTSTRAP, path.join(folder, 'electron/cli/bootstrap.mjs'), { recursive: true });
  writeFileSync(path.join(folder, 'package-lock.json'), '{}');
  const bin = path.join(folder, 'bin');
  mkdirSync(bin);
  for (const [name, script] of Object.entries(programs)) {
    writeFileSync(path.join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
  }
  const { status, stderr } = spawnSync(
    process.execPath,
    [path.join(folder, 'electron/cli/bootstrap.mjs'), 'x.ts'],
    { env: { PATH: bin }, encoding: 'utf8' },
  );
  return { status, missing: stderr.split('\n').filter((line) => line.startsWith('- ')) };
}

const onlyVersion = '[ "$1" = --version ]';

it.runIf(process.platform === 'linux').each([
  [{ ...WHOLE, 'g++': onlyVersion }, [/g\+\+ is there and cannot build a library as gnu\+\+20/]],
  [{ npm: WHOLE.npm, python3: WORKS }, [/a C\+\+ compiler, g\+\+ /, /^- make: /]],
  [{ ...WHOLE, python3: onlyVersion }, [/the standard library of Python 3/]],
  [{ ...WHOLE, npm: 'echo 9.6.4', python3: onlyVersion }, [/distutils, which npm 9\.6\.4 needs/]],
  [{ npm: WHOLE.npm, 'g++': WORKS, make: WORKS }, [/^- Python 3 /]],
])('names what is missing or does not work, before anything is installed', (programs, wanted) => {
  const { status, missing } = bootstrapOn(programs);
  expect(status).toBe(2);
  expect(missing).toHaveLength(wanted.length);
  for (const [i, words] of wanted.entries()) expect(missing[i]).toMatch(words);
});
