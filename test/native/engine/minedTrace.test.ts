import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { randomStream } from '../../../models/randomStream.ts';
import { answerTo, scriptedModels } from '../../fixtures/scriptedModels.ts';
import { makeTinyModels } from '../../fixtures/tinyProject.ts';
import {
  type GenerationRow,
  lookAt,
  rowsOf,
  stepValue,
  type TracedRun,
  tracedRun,
} from '../../fixtures/tracedRun.ts';

// documents about three subjects, which an encoder puts far from each other
const SUBJECTS = ['kettle lid steam', 'parcel door courier', 'invoice bill refund'];
vi.mock('../../../electron/engine/runtime/hosts.ts', async (original) => ({
  ...(await original<object>()),
  openHosts: () =>
    scriptedModels({
      answer: answerTo,
      vector: (text) =>
        Array.from({ length: 8 }, (_, axis) => {
          const at = SUBJECTS.findIndex((words) => text.includes(words.split(' ')[0]!));
          return axis === at ? 1 : 0;
        }),
    }),
}));

let folder: string;
let models: string;
let documents: string;
beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-mined-'));
  models = await makeTinyModels(folder);
  documents = path.join(folder, 'letters.jsonl');
  const random = randomStream('letters');
  const filler = ['zim', 'zam', 'zum', 'zem', 'zom', 'zak', 'zik', 'zok'];
  const lines = Array.from({ length: 60 }, (_, i) =>
    JSON.stringify({
      text: `the ${SUBJECTS[i % 3]} ${Array.from({ length: 20 }, () => random.pick(filler)).join(' ')} letter${i}`,
    }),
  );
  writeFileSync(documents, lines.join('\n'));
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

async function traced(
  name: string,
  recipe: string,
  look: (run: TracedRun) => void = () => {},
): Promise<void> {
  await lookAt(
    tracedRun(path.join(folder, name), models, [recipe], {
      prompts: 'generic',
      corpus: `{ file: ${documents}, text: text }`,
    }),
    look,
  );
}

it('takes the values of the subject from groups of documents, for all labels, and asks for the others', async () => {
  const recipe = '{ kind: attrprompt, rows: 30, values: 3, listedBy: documents }';
  await traced('mined', recipe, (run) => {
    const keys = run.database.column<string>(
      'SELECT DISTINCT key FROM generations JOIN steps ON steps.id = step ORDER BY step',
    );
    expect(keys).toEqual([
      'attrprompt/attributed/style/call-1/generate',
      'attrprompt/attributed/generate',
    ]);
    const found = stepValue<string[]>(run.database, 'attrprompt/attributed/subject/sift');
    const named = found.map((value) => value.split(', ').toSorted().join(' '));
    // a group is a third of the documents, so no word of it is too common in groups of three
    expect(named.toSorted()).toEqual(
      SUBJECTS.map((words) => words.split(' ').toSorted().join(' ')).toSorted(),
    );
    const calls = rowsOf<GenerationRow>(
      run.database,
      'generations',
      'attrprompt/attributed/generate',
    );
    const drawn = calls.map(({ prompt }) => /focus on '(.+)'/.exec(prompt)![1]);
    for (const labelled of [0, 1]) {
      const own = drawn.filter((_, i) => i % 2 === labelled);
      expect(new Set(own)).toEqual(new Set(found));
    }
  });
});

it('says what is missing where documents give no values', async () => {
  const ask = (name: string, more: string) => traced(name, `{ kind: attrprompt, rows: 12${more} }`);
  await expect(ask('few', ', values: 21, listedBy: documents')).rejects.toThrow(
    'corpus: 60 documents are too few for 21 values of subject (63 are needed). Add documents, set values of ' +
      'attrprompt lower, or set listedBy to teacher.',
  );
  const run = tracedRun(
    path.join(folder, 'none'),
    models,
    ['{ kind: attrprompt, rows: 12, listedBy: documents }'],
    {
      corpus: '',
    },
  );
  await expect(run).rejects.toThrow(
    'corpus: attrprompt is to take values from documents (listedBy: documents), and the experiment names none. Name some, ' +
      'or set listedBy to teacher.',
  );
});
