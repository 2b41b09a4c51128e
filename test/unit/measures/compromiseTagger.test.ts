import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { compromiseTagger } from '../../../electron/engine/measures/compromiseTagger.ts';

it('finds people, places and organizations with the names that the text has', async () => {
  const [first, second, empty] = await compromiseTagger.tag([
    'Barack Obama and J.K. Rowling visited Paris, London and New York City (USA) for the United Nations.',
    "Mary Smith's film was shown in Côte d'Ivoire by IBM.",
    '',
  ]);
  expect(first).toEqual([
    { type: 'person', surface: 'Barack Obama' },
    { type: 'person', surface: 'J.K. Rowling' },
    { type: 'place', surface: 'Paris' },
    { type: 'place', surface: 'London' },
    { type: 'place', surface: 'New York City' },
    { type: 'place', surface: 'USA' },
    { type: 'organization', surface: 'United Nations' },
  ]);
  expect(second).toContainEqual({ type: 'person', surface: 'Mary Smith' });
  expect(second).toContainEqual({ type: 'organization', surface: 'IBM' });
  expect(empty).toEqual([]);
});

it('finds nothing that the text does not have', async () => {
  const texts = [
    'Dr. J. Smith’s wife, Mary-Ann O’Neil,\n\nlives in São Paulo — near "Microsoft"; says @bob.',
    "John's coming. Let's go to London's Tower Bridge! 😀 Emma  Stone\nRome (Italy) isn't Paris/Berlin.",
  ];
  const found = await compromiseTagger.tag(texts);
  found.forEach((entities, i) => {
    expect(entities.length).toBeGreaterThan(2);
    for (const { surface } of entities) expect(texts[i]).toContain(surface);
  });
  expect(found.flat().map(({ surface }) => surface)).not.toContain('@bob');
});

it('works in a worker thread', async () => {
  const module = new URL('../../../electron/engine/measures/compromiseTagger.ts', import.meta.url);
  const worker = new Worker(
    `import(${JSON.stringify(module.href)})
      .then(({ compromiseTagger }) => compromiseTagger.tag(['Angela Merkel was in Rome.']))
      .then((found) => require('node:worker_threads').parentPort.postMessage(found));`,
    { eval: true },
  );
  const found = await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('error', reject);
  });
  await worker.terminate();
  expect(found).toEqual([
    [
      { type: 'person', surface: 'Angela Merkel' },
      { type: 'place', surface: 'Rome' },
    ],
  ]);
});
