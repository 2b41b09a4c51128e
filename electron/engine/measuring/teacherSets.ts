import type { Database } from '../../../native/sqlite/database.ts';
import type { TeacherHost } from '../../hosts/teacherHost.ts';
import { weightsOf } from '../runtime/hosts.ts';
import type { RunModel } from '../runtime/runModels.ts';
import { eachVector, keepTextVectors, textVectors } from '../steps/textVectors.ts';
import { MOST_COMPARED } from './mauvePanel.ts';
import type { MeasureInputs, TextSet } from './measureInputs.ts';
import type { EmbeddedInputs, EmbeddedSet } from './panelDefinition.ts';
import { type ReadingControl, readInHost } from './readInHost.ts';
import { steadySample } from './steadySample.ts';

/**
 * What MAUVE compares, with what a teacher makes of each text in the place of an encoder's vector. A teacher
 * takes long for a text, so only those that MAUVE may draw are read; they are kept as they come.
 */
export async function teacherSets(
  database: Database,
  inputs: MeasureInputs,
  teacher: RunModel,
  control: ReadingControl,
): Promise<EmbeddedInputs> {
  const drawn = (set: TextSet) => ({
    ...set,
    texts: steadySample(set.texts, MOST_COMPARED, ({ text }) => text),
  });
  const [gold, test, ...rows] = [inputs.gold, inputs.test, ...inputs.rows].map(drawn);
  const texts = [gold!, test!, ...rows].flatMap((set) => set.texts.map(({ text }) => text));
  const { identity } = teacher;
  const known = textVectors(database, identity, texts);
  await readInHost<TeacherHost>(
    [...new Set(texts)].filter((text) => !known.has(text)),
    {
      title: 'the teacher',
      host: 'teacherHost',
      // a teacher that writes has one thread too: several that wait for a core slow each other
      open: { name: 'openFeatures', args: [weightsOf(teacher), { threads: 1 }] },
      chunk: 8,
      async readPart(host, part) {
        const vectors = eachVector(await host.call('readFeatures', part), part.length);
        keepTextVectors(database, identity, part, vectors);
        for (const [i, text] of part.entries()) known.set(text, vectors[i]!);
      },
    },
    control,
  );
  const embedded = (set: TextSet): EmbeddedSet => {
    const vectors = set.texts.map(({ text }) => known.get(text)!);
    return { ...set, vectors, features: vectors };
  };
  return {
    ...inputs,
    rows: rows.map(embedded),
    gold: embedded(gold!),
    test: embedded(test!),
    corpus: { ...inputs.corpus, texts: [], vectors: [], features: [] },
    encoder: `the teacher ${teacher.name} (its last layer at the last of at most 1,024 tokens)`,
  };
}
