import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));

it('each action of the workflows is pinned by its commit, since a tag can be moved', () => {
  const files = globSync('.github/workflows/*.yml', { cwd: ROOT });
  expect(files.length).toBeGreaterThan(1);
  const used = files.flatMap((file) =>
    [...readFileSync(`${ROOT}/${file}`, 'utf8').matchAll(/uses: *(.*)$/gm)].map(([, name]) => name),
  );
  expect(used.length).toBeGreaterThan(3);
  for (const name of used) expect(name).toMatch(/^[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/);
});
