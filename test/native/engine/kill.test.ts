import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { PAPERS, surviveKills } from '../../fixtures/surviveKills.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';

let folder: string;
let models: string;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-kill-'));
  models = await makeTinyModels(folder);
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

// many more, of every recipe: kill.slow.test.ts
it('two kills at random moments change, repeat and lose nothing of both papers', async () => {
  expect(await surviveKills(folder, models, PAPERS)).toBe(PAPERS.kills);
});
