import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, expect, it, vi } from 'vitest';
import { parse } from 'yaml';
import type { Attributes } from '../../../electron/contract/recipes/attrprompt.ts';
import { recipeSchema } from '../../../electron/contract/recipes/recipes.ts';
import type { Job } from '../../../electron/contract/snapshot.ts';
import { openEndpoints } from '../../../electron/engine/endpoints/endpointRegistry.ts';
import { openSession, readExperiment, type Session } from '../../../electron/engine/engine.ts';
import { openAppState } from '../../../electron/engine/session/appState.ts';
import { beginListing } from '../../../electron/engine/session/beginListing.ts';
import { openModelStore } from '../../../models/catalog/modelStore.ts';
import { openDatabase } from '../../../native/sqlite/database.ts';
import { runCli } from '../../fixtures/cli.ts';
import { type ListingTeacher, listingTeacher } from '../../fixtures/listingTeacher.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';

/** What AttrPrompt's rows differ in, listed without a run, on the command line and by a window. */
let folder: string;
let models: string;
let teacher: ListingTeacher;
let session: Session;

beforeAll(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'stillroom-attributes-'));
  vi.stubEnv('STILLROOM_HOME', folder);
  models = await makeTinyModels(folder);
  teacher = await listingTeacher();
  openEndpoints().add('lab', { url: teacher.url, model: 'm', chat: true });
  session = openSession(
    openAppState({ STILLROOM_HOME: folder }),
    openModelStore({ folder: models }),
  );
});
afterAll(async () => {
  await session.close();
  await teacher.close();
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

const RECIPE = `kind: attrprompt
    rows: 24
    values: 6`;

function experimentWith(name: string, recipe: string): { experiment: string; project: string } {
  const made = makeTinyExperiment(path.join(folder, name), {
    recipes: [recipe],
    student: ', method: head',
  });
  const text = readFileSync(made.experiment, 'utf8');
  writeFileSync(made.experiment, text.replace('teacher: tiny-teacher', 'teacher: lab'));
  return made;
}

it('the command prints what a run draws from: pasted, the lists change no row', async () => {
  const { experiment, project } = experimentWith('pasted', RECIPE);
  const listed = await runCli(['attributes', experiment], models);
  expect(listed.code, listed.err).toBe(0);
  expect(listed.err).toMatch(/^The teacher lab is a server on this computer/);
  expect(listed.err).toContain('4 of 4 lists\n');
  const { attributes } = parse(listed.out) as { attributes: Attributes };
  expect(Object.keys(attributes)).toEqual(['subtopic', 'genre', 'style']);
  expect(attributes.genre).toHaveLength(6);
  const { positive, negative } = attributes.subtopic as Record<string, string[]>;
  // some of twice six are relevant to the other label, and left out
  expect(positive!.length + negative!.length).toBeLessThan(2 * 7);
  expect([positive!.at(-1), negative!.at(-1)]).toEqual(['another subtopic', 'another subtopic']);

  const run = async () => {
    const { code, err } = await runCli(['run', experiment], models);
    expect(code, err).toBe(0);
  };
  await run();
  const writing = () =>
    teacher.prompts.filter((prompt) => /^List |^Consider |requirements below/.test(prompt));
  const asked = writing();
  expect(asked.filter((prompt) => prompt.includes('requirements below'))).toHaveLength(24);
  writeFileSync(experiment, `${readFileSync(experiment, 'utf8').trimEnd()}\n${listed.out}`);
  await run();
  // the step of the rows is the same, so no row is written again
  expect(writing()).toEqual(asked);
  const database = openDatabase(path.join(project, 'project.db'));
  const steps = "SELECT key FROM steps WHERE key = 'attrprompt/attributed/generate'";
  expect(database.column(steps)).toHaveLength(1);
  database.close();
  // and a window shows them as lists that the next run uses
  await session.open(project);
  expect(session.project().draft().attributes).toEqual(attributes);
});

it('the command says what it cannot list, and lists nothing twice that people gave', async () => {
  const refused = async (name: string, recipe: string) => {
    const { code, out, err } = await runCli(
      ['attributes', experimentWith(name, recipe).experiment],
      models,
    );
    expect([code, out]).toEqual([2, '']);
    return err;
  };
  expect(await refused('none', '{ kind: zerogen, rows: 12 }')).toMatch(
    /^recipes: attributes are listed for one recipe of the kind attrprompt .+ there are 0\./,
  );
  expect(
    await refused(
      'half',
      '{ kind: attrprompt, rows: 12, attributes: { style: { positive: [a] } } }',
    ),
  ).toContain('attributes.style has no values for the label negative');
  const own =
    '{ subtopic: { positive: [joy], negative: [anger] }, genre: [western], style: [dry] }';
  const asked = teacher.prompts.length;
  const whole = experimentWith('own', `{ kind: attrprompt, rows: 12, attributes: ${own} }`);
  const { out } = await runCli(['attributes', whole.experiment], models);
  expect(parse(out)).toEqual({
    attributes: {
      subtopic: { positive: ['joy'], negative: ['anger'] },
      genre: ['western'],
      style: ['dry'],
    },
  });
  expect(teacher.prompts).toHaveLength(asked);
});

it('the command takes values from documents, and the teacher lists the others only', async () => {
  const { experiment } = experimentWith(
    'mined',
    '{ kind: attrprompt, rows: 12, values: 3, listedBy: documents }',
  );
  // what the fixture's documents lack: words that come together
  const file = path.join(path.dirname(experiment), 'films.jsonl');
  const words = ['kettle lid steam', 'parcel door courier', 'invoice bill refund'];
  const lines = Array.from({ length: 30 }, (_, i) =>
    JSON.stringify({ title: `film ${i}`, text: `${words[i % 3]} letter${i} ${'zum '.repeat(20)}` }),
  );
  writeFileSync(file, lines.join('\n'));
  const before = teacher.prompts.length;
  const { code, out, err } = await runCli(['attributes', experiment], models);
  expect(code, err).toBe(0);
  expect(err).toContain('3 of 3 lists\n');
  const { attributes } = parse(out) as { attributes: Attributes };
  const subtopics = attributes.subtopic as string[];
  expect(subtopics.length).toBeGreaterThan(0);
  for (const value of subtopics) {
    for (const word of value.split(', ')) expect(words.join(' ')).toContain(word);
  }
  const asked = teacher.prompts.slice(before).filter((prompt) => /^List |^Consider /.test(prompt));
  expect(asked.length).toBeGreaterThan(0);
  expect(asked.filter((prompt) => !/^List 3 .*(genres|styles)/.test(prompt))).toEqual([]);
});

const recipe = (more: object = {}) => {
  const settings = recipeSchema.parse({ kind: 'attrprompt', rows: 24, values: 6, ...more });
  if (settings.kind !== 'attrprompt') throw new Error('another recipe was made');
  return settings;
};

/** Waits until the job that lists is as wanted. */
async function listing(isWanted: (job: Job) => boolean): Promise<Job> {
  for (;;) {
    const job = session.jobs.list().findLast(({ kind }) => kind === 'attributes');
    if (job && isWanted(job)) return job;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}

it('a window lists them in a job, which can be cancelled and leaves the draft as it is', async () => {
  const { experiment } = readExperiment(experimentWith('window', RECIPE).experiment);
  const { project: _, recipes: __, ...draft } = experiment;
  await session.create('Window', draft);
  teacher.takes(60);
  await beginListing(session, recipe());
  expect(() => session.requireIdle()).toThrow('The teacher is listing what rows differ in.');
  await listing(({ detail }) => /^[12] of 4 lists, \d+ calls$/.test(detail));
  teacher.takes(10_000);
  session.jobs.cancel(session.jobs.list().at(-1)!.id);
  const cancelled = await listing(({ state }) => state !== 'working');
  expect(cancelled.state).toBe('cancelled');
  // what is listed by then stays, and the rest is missing
  const kept = session.project().attributes.listed!.attributes;
  expect([Object.keys(kept)[0], Object.keys(kept).length < 3]).toEqual(['subtopic', true]);
  teacher.takes(0);

  await beginListing(session, recipe({ attributes: { genre: ['western'] } }));
  const done = await listing(({ state }) => state !== 'working' && state !== 'cancelled');
  expect(done).toMatchObject({ state: 'done', share: 1 });
  const { attributes, notes } = session.project().attributes.listed!;
  expect(Object.keys(attributes)).toEqual(['subtopic', 'genre', 'style']);
  expect(attributes.genre).toEqual(['western']);
  expect(notes).toEqual([]);
  expect(session.project().draft().attributes).toBeUndefined();
  expect(session.project().database.column('SELECT id FROM steps')).toEqual([]);
});

it('lists the same again with the same seed', async () => {
  const { attributes: first } = session.project().attributes.listed!;
  await beginListing(session, recipe({ attributes: { genre: ['western'] } }));
  await listing(({ state }) => state === 'done');
  expect(session.project().attributes.listed!.attributes).toEqual(first);
});

it('says that a teacher lists nothing, or that there is none of its name', async () => {
  await session.saveDraft({ ...session.project().draft(), teacher: 'tiny-teacher' });
  await beginListing(session, recipe({ values: 2 }));
  const failed = await listing(({ state }) => state === 'failed');
  expect(failed.detail).toMatch(
    /^AttrPrompt: the teacher listed no subtopic for (positive|negative)/,
  );
  await session.saveDraft({ ...session.project().draft(), teacher: 'nobody' });
  await expect(beginListing(session, recipe())).rejects.toThrow('nobody');
});
