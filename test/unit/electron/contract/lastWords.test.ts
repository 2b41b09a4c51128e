import { expect, it } from 'vitest';
import { lastWords } from '../../../../electron/contract/lastWords.ts';

it.each([
  [
    'the error above a stack trace',
    "node:internal\n\nError: Cannot find module './x'\n    at one\n    at two\n{\n  code: 'X'\n}\n\nNode.js v24\n",
    "Error: Cannot find module './x'",
  ],
  [
    'the last of several',
    'TypeError: first\n at x\nRangeError [ERR_X]: second\n at y\n',
    'RangeError [ERR_X]: second',
  ],
  ['what native code says', 'loading\nggml abort\nsignal 6\n', 'loading ggml abort signal 6'],
  ['nothing', '', ''],
])('gives %s', (_, written, gist) => {
  expect(lastWords(written)).toBe(gist);
});
