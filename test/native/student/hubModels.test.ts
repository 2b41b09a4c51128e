import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openEncoder } from '../../../models/encoder/encoder.ts';
import { filesIn } from '../../../models/student/modelFolder.ts';
import { tryStudent } from '../../../models/student/student.ts';
import { hubModels } from '../../fixtures/hubModels.ts';
import { bert } from '../../fixtures/publishedFamilies.ts';
import { writePublishedModel } from '../../fixtures/publishedModel.ts';
import { wordPiece } from '../../fixtures/publishedTokenizers.ts';

const DOCS = readFileSync(path.join(import.meta.dirname, '../../../docs/models.md'), 'utf8');
const bodyOfDocs = (heading: string) => DOCS.split(`\n| ${heading}`)[1]?.split('\n\n')[0] ?? '';

let root: string;
beforeAll(() => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-hub-'));
});
afterAll(() => rmSync(root, { recursive: true, force: true }));

it.each(hubModels.map((entry) => ({ ...entry, title: entry.names.join(', ') })))(
  '$title',
  async ({ names, model, refusedBy }) => {
    const folder = path.join(root, names[0]!.replace('/', '-'));
    if (refusedBy === undefined) {
      await writePublishedModel(folder, model);
      const files = filesIn(folder);
      await tryStudent(files, { classes: 3 });
      await tryStudent(files, { head: 'span' });
      const encoder = await openEncoder(files, { threads: 1 });
      const vectors = await encoder.embed(['good', 'bad']);
      expect(Math.hypot(...vectors.subarray(0, encoder.dimension))).toBeCloseTo(1, 5);
    } else {
      await writePublishedModel(folder, bert(wordPiece()));
      writeFileSync(path.join(folder, 'config.json'), JSON.stringify(model.config));
      const opening = tryStudent(filesIn(folder), { classes: 2 });
      await expect(opening).rejects.toThrow(
        `${path.join(folder, 'config.json')}: the field ${refusedBy} is not supported`,
      );
      await expect(opening).rejects.toThrow('choose one of those');
    }
    const table = bodyOfDocs(refusedBy === undefined ? 'read' : 'refused');
    for (const name of names) expect(table, 'docs/models.md').toContain(`\`${name}\``);
  },
);
