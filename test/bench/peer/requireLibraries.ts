import { spawnSync } from 'node:child_process';
import { BadInput } from '../../../models/badInput.ts';
import { PYTHON } from './openPeer.ts';

/**
 * The version of the first library.
 * @throws BadInput where Python lacks one
 */
export function requireLibraries(names: readonly string[]): string {
  const code = `import ${names.join(', ')}; print(${names[0]}.__version__)`;
  const { status, stdout } = spawnSync(PYTHON, ['-c', code], { encoding: 'utf8' });
  if (status === 0) return stdout.trim();
  throw new BadInput(
    `The benchmark needs a Python with ${names.join(', ')}; ${PYTHON} is none. Name another by ` +
      'STILLROOM_PYTHON.',
  );
}
