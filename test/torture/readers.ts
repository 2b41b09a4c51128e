import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { resultsPage } from '../../electron/engine/evaluation/resultsPage.ts';
import { readOutsideFile } from '../../electron/engine/exchange/readOutsideFile.ts';
import { planReviews } from '../../electron/engine/exchange/takeReviews.ts';
import { readExperiment } from '../../electron/engine/experiment/readExperiment.ts';
import { previewFile } from '../../electron/engine/import/previewFile.ts';
import { readCorpus } from '../../electron/engine/import/readCorpus.ts';
import { readGold } from '../../electron/engine/import/readGold.ts';
import { readTexts } from '../../electron/engine/import/readTexts.ts';
import { openProject } from '../../electron/engine/project/project.ts';
import { reviewedRows } from '../../electron/engine/recipes/reviewed.ts';
import { readTables } from '../../electron/engine/replicate/readTables.ts';
import { syncRows } from '../../electron/engine/review/syncRows.ts';
import { openAppState } from '../../electron/engine/session/appState.ts';
import { readGgufHeader } from '../../models/catalog/ggufHeader.ts';
import { openModelStore } from '../../models/catalog/modelStore.ts';
import { openEncoder } from '../../models/encoder/encoder.ts';
import {
  buildPassageIndex,
  type IndexFacts,
  searchPassages,
} from '../../models/encoder/passageIndex.ts';
import { randomStream } from '../../models/randomStream.ts';
import { filesIn } from '../../models/student/modelFolder.ts';
import { projectWithRows } from '../fixtures/rowsProject.ts';
import { predictSaved, saveTinyStudent } from '../fixtures/savedStudent.ts';
import { makeTinyExperiment, makeTinyModels } from '../fixtures/tinyProject.ts';
import { unitVectors } from '../fixtures/unitVectors.ts';
import { everydayReaders } from './everydayReaders.ts';

/** A reader of files that come from outside, and a whole input that it accepts. */
export interface FileReader {
  readonly name: string;
  /** Files of the whole input, relative to its folder, of which one is damaged each time. */
  readonly files: readonly string[];
  /** How often it is tried, beside the others: 1 for what takes a tenth of a second. */
  readonly weight: number;
  /** Reads the input in this folder as the product does. */
  read(folder: string): unknown;
}

const TEACHER = 'sources/tiny-teacher.gguf';
const LABELS = ['good', 'bad'];
const ROWS = Array.from({ length: 20 }, (_, i) => ({
  text: `"film ${i}", of which much is to be said – 映画`,
  label: LABELS[i % 2]!,
}));
const VECTORS = unitVectors(60, 8, 'vectors');
const FACTS: IndexFacts = { dimension: 8, metric: 'cosine', count: 60, encoder: 'abc' };

/** Each reader with its whole input, written to a folder of its name under `home`. */
export async function makeReaders(home: string): Promise<readonly FileReader[]> {
  const of = (name: string) => {
    const folder = path.join(home, name);
    mkdirSync(folder, { recursive: true });
    return folder;
  };
  const write = (name: string, file: string, content: string) =>
    writeFileSync(path.join(of(name), file), content);
  write('rows', 'rows.jsonl', ROWS.map((row) => `${JSON.stringify(row)}\n`).join(''));
  write(
    'rows',
    'rows.csv',
    `text,label\n${ROWS.map((r, i) => `"film, ${i}",${r.label}\n`).join('')}`,
  );
  write('rows', 'text.txt', ROWS.map(({ text }) => text).join('\n'));
  makeTinyExperiment(of('experiment'));
  const models = await makeTinyModels(of('store'));
  await openModelStore({ folder: models }).pack(path.join(of('pack'), 'pack'), [
    'tiny-teacher',
    'tiny-bert',
  ]);
  await saveTinyStudent(of('student'), LABELS);
  buildPassageIndex(path.join(of('index'), 'a.hnsw'), VECTORS, FACTS);
  const project = await projectWithRows(ROWS);
  project.close();
  cpSync(project.folder, path.join(of('project'), 'p.stillroom'), { recursive: true });
  write('reviews', 'label-studio.json', JSON.stringify(ROWS.map(labelStudioRow)));
  write('reviews', 'argilla.json', JSON.stringify(ROWS.map(argillaRecord)));
  write('state', 'state.json', JSON.stringify(STATE, null, 2));
  return [
    {
      name: 'rows',
      files: ['rows.jsonl', 'rows.csv', 'text.txt'],
      weight: 8,
      read(folder) {
        const files = ['rows.jsonl', 'rows.csv'].map((file) => path.join(folder, file));
        for (const file of files) {
          const part = { file, text: 'text', label: 'label' };
          readGold({ seed: part }, LABELS, randomStream('gold'));
          previewFile(file);
          readCorpus([{ file, text: 'text' }]);
          readTexts(file, 'text');
        }
        readTexts(path.join(folder, 'text.txt'), '');
        readCorpus([{ file: path.join(folder, 'text.txt') }]);
      },
    },
    ...everydayReaders(of),
    {
      name: 'experiment',
      files: ['experiment.yaml'],
      weight: 8,
      read: (folder) => readExperiment(path.join(folder, 'experiment.yaml')),
    },
    {
      name: 'store',
      files: [TEACHER, 'models/tiny-teacher/stillroom.json', 'models/tiny-bert/stillroom.json'],
      weight: 4,
      async read(folder) {
        readGgufHeader(path.join(folder, TEACHER));
        const store = openModelStore({ folder: path.join(folder, 'models') });
        await store.list();
        for (const name of ['tiny-teacher', 'tiny-bert']) await store.verify(name);
      },
    },
    {
      name: 'pack',
      files: [
        'pack/tiny-teacher/tiny-teacher.gguf',
        'pack/tiny-teacher/stillroom.json',
        'pack/tiny-bert/stillroom.json',
        'pack/tiny-bert/tokenizer.json',
      ],
      weight: 3,
      async read(folder) {
        const models = path.join(folder, 'models');
        rmSync(models, { recursive: true, force: true });
        await openModelStore({ folder: models }).unpack(path.join(folder, 'pack'), []);
      },
    },
    {
      name: 'student',
      files: ['config.json', 'tokenizer.json', 'model.safetensors'],
      weight: 3,
      async read(folder) {
        await predictSaved(folder, ['a warm film', 'x'.repeat(200)]);
        const encoder = await openEncoder(filesIn(folder), { threads: 1 });
        await encoder.embed(['a warm film']);
      },
    },
    {
      name: 'index',
      files: ['a.hnsw', 'a.hnsw.json'],
      weight: 4,
      async read(folder) {
        const file = path.join(folder, 'a.hnsw');
        const found = await searchPassages(file, VECTORS, VECTORS.subarray(0, 16), {
          facts: FACTS,
          depth: 5,
        });
        if (found.neighbours[1]![0]!.passage !== 1) throw new Error('another passage was found');
      },
    },
    {
      name: 'project',
      files: ['p.stillroom/project.db'],
      weight: 3,
      async read(folder) {
        const opened = await openProject(path.join(folder, 'p.stillroom'), { create: false });
        try {
          syncRows(opened.database);
          reviewedRows(opened.database, 'notRejected');
          resultsPage(opened);
        } finally {
          opened.close();
        }
      },
    },
    {
      name: 'reviews',
      files: ['label-studio.json', 'argilla.json'],
      weight: 6,
      async read(folder) {
        const rows = await projectWithRows([]);
        try {
          for (const file of ['label-studio.json', 'argilla.json']) {
            planReviews(rows.database, readOutsideFile(path.join(folder, file)), LABELS);
          }
        } finally {
          rows.close();
        }
      },
    },
    {
      name: 'state',
      files: ['state.json'],
      weight: 8,
      read(folder) {
        const state = openAppState({ STILLROOM_HOME: folder });
        state.recent();
        state.settings();
        readTables(folder);
      },
    },
  ];
}

const STATE = {
  recent: [{ folder: 'Films.stillroom', openedAt: 1 }],
  settings: { reviewer: 'ada', theme: 'dark', compute: { threads: 2 } },
};

function argillaRecord({ text, label }: (typeof ROWS)[number], i: number): object {
  const user_id = '6f1c2f0e-0000-4000-8000-000000000000';
  const responses = { label: [{ value: label, user_id, status: 'submitted' }] };
  return { id: `s3/seed/generate@abcdef01#${i}`, fields: { text }, responses };
}

function labelStudioRow({ text, label }: (typeof ROWS)[number], i: number): object {
  const result = [
    { from_name: 'label', to_name: 'text', type: 'choices', value: { choices: [label] } },
  ];
  const data = { text, origin: `s3/seed/generate@abcdef01#${i}`, label };
  return { id: i, data, annotations: [{ completed_by: { email: 'ada@example.org' }, result }] };
}
