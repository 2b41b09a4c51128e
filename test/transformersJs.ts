import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = '@huggingface/transformers';
const VERSION = '4.3.2';

/**
 * The environment in which STILLROOM_TRANSFORMERS_JS is Transformers.js's module: the user's own, or one
 * that npm installs in `folder`. It is not among the dependencies, because it brings an ONNX Runtime of its
 * own, of some hundred megabytes.
 *
 * @returns undefined where it cannot be had
 */
export function transformersJs(folder: string): NodeJS.ProcessEnv | undefined {
  if (process.env.STILLROOM_TRANSFORMERS_JS) return {};
  const module = path.join(folder, 'node_modules', PACKAGE, 'dist', 'transformers.node.mjs');
  if (!existsSync(module)) {
    const options = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error'];
    spawnSync('npm', ['install', '--prefix', folder, ...options, `${PACKAGE}@${VERSION}`], {
      stdio: 'inherit',
      shell: process.platform === 'win32',
    });
  }
  return existsSync(module) ? { STILLROOM_TRANSFORMERS_JS: module } : undefined;
}
