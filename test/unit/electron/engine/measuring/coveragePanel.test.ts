import { expect, it } from 'vitest';
import { coveragePanel } from '../../../../../electron/engine/measuring/coveragePanel.ts';
import type {
  EmbeddedInputs,
  EmbeddedSet,
} from '../../../../../electron/engine/measuring/panelDefinition.ts';
import { randomStream } from '../../../../../models/randomStream.ts';

function embedded(title: string, n: number): EmbeddedSet {
  const random = randomStream('coverage', title);
  const vectors = Array.from({ length: n }, () =>
    Float32Array.from({ length: 4 }, () => random.normal()),
  );
  const texts = vectors.map((_, i) => ({
    ...{ context: null, text: `${title} ${i}`, label: 'a', row: i, round: 0, parent: null },
  }));
  return { title, texts, vectors, features: vectors };
}

const inputs = (rows: readonly EmbeddedSet[], gold: number): EmbeddedInputs => ({
  labels: ['a'],
  ratings: [],
  encoder: 'made up',
  rows,
  gold: embedded('your labels', gold),
  test: embedded('your test texts', 0),
  corpus: embedded('your documents', 20),
});

it('compares as many texts as the shortest list in the picture has, which is a sample of long lists', async () => {
  const { lines, map, madeWith } = await coveragePanel.measure(
    inputs([embedded('S3', 1200), embedded('FewGen', 60)], 40) as never,
    inputs([embedded('S3', 1200), embedded('FewGen', 60)], 40),
  );
  expect(madeWith).toContain('Coverage is of 40 of your texts');
  for (const { figures } of lines) {
    for (const figure of figures.slice(0, 2)) {
      expect('value' in figure && figure.value).toBeGreaterThan(0.5);
    }
  }
  expect(map!.x).toHaveLength(1000 + 60 + 40 + 20);
});

it('a recipe of few rows does not shrink the comparison of the others', async () => {
  const sets = [embedded('S3', 30), embedded('FewGen', 3)];
  const { lines } = await coveragePanel.measure(inputs(sets, 40) as never, inputs(sets, 40));
  expect('value' in lines[0]!.figures[1]!).toBe(true);
  expect(lines[1]!.figures[1]).toEqual({ undefinedBecause: 'there are fewer than 10 rows' });
});
