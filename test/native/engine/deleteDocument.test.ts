import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest';
import {
  type DocumentTraces,
  type Keep,
  keptOnRequest,
} from '../../../electron/contract/documentTraces.ts';
import { findDocument } from '../../../electron/engine/deletion/findDocument.ts';
import { planDeletion } from '../../../electron/engine/deletion/planDeletion.ts';
import { exportReviewed } from '../../../electron/engine/export/exportReviewed.ts';
import { openProject, type Project } from '../../../electron/engine/project/project.ts';
import { beginAudit } from '../../../electron/engine/review/audit.ts';
import { lineageOf } from '../../../electron/engine/review/lineageOf.ts';
import { act, rowsById, undo } from '../../../electron/engine/review/review.ts';
import { syncRows } from '../../../electron/engine/review/syncRows.ts';
import { readDraft } from '../../../electron/engine/session/draft.ts';
import { openDeletion } from '../../../electron/engine/session/openDeletion.ts';
import { randomStream } from '../../../models/randomStream.ts';
import { filesWith } from '../../fixtures/filesWith.ts';
import { judgedRows } from '../../fixtures/judgedRows.ts';
import { makeTinyExperiment, makeTinyModels } from '../../fixtures/tinyProject.ts';
import { runFile } from '../../fixtures/tracedRun.ts';

const BY = { reviewer: 'ada', labels: ['positive', 'negative'] };

let root: string;
let models: string;
let finished: string;
let folder: string;

beforeAll(async () => {
  root = mkdtempSync(path.join(tmpdir(), 'stillroom-delete-'));
  models = await makeTinyModels(root);
  finished = path.join(root, 'finished.stillroom');
  const { experiment } = makeTinyExperiment(path.join(finished, 'imports'), {
    project: '../../finished.stillroom',
    recipes: [
      '{ kind: s3, rows: 12, rounds: 1 }',
      '{ kind: synthesizrr, variant: retricl, shots: 2, rows: 16, upperCosine: 1 }',
      '{ kind: teacherLabels, rows: 12 }',
    ],
    labels: ['baban', 'vojon'],
    prompts: 'generic',
  });
  await runFile(experiment, models);
});
afterAll(() => rmSync(root, { recursive: true, force: true }));
beforeEach(() => {
  folder = path.join(mkdtempSync(path.join(root, 'copy-')), 'p.stillroom');
  cpSync(finished, folder, { recursive: true });
});

const opened = async <T>(work: (project: Project) => Promise<T> | T): Promise<T> => {
  const project = await openProject(folder, { create: false });
  try {
    return await work(project);
  } finally {
    project.close();
  }
};

const filesOfProjectWith = (text: string) => filesWith(folder, text);

interface Victim {
  readonly text: string;
  readonly place: string;
}

/** A document that a call of RetrICL rewrites. */
function rewritten({ database }: Project): Victim {
  const { passage } = database.get<{ passage: string }>(
    `SELECT json_extract(lineage, '$.passage') AS passage FROM examples
     JOIN steps ON steps.id = step WHERE key = 'synthesizrr/retricl/clean' ORDER BY i LIMIT 1`,
  )!;
  const line = Number(passage.split(':').at(-1));
  const { text } = database.get<{ text: string }>(
    'SELECT text FROM documents WHERE line = ?',
    line,
  )!;
  return { text, place: `films.jsonl:${line}` };
}

async function tracesAt(place: string): Promise<DocumentTraces> {
  const deletion = await openDeletion(folder, place);
  deletion.close();
  return deletion.traces;
}

async function deleteAt(place: string, keep: Keep): Promise<DocumentTraces> {
  const deletion = await openDeletion(folder, place);
  deletion.perform(keep);
  deletion.close();
  return deletion.traces;
}

const count = ({ database }: Project, table: string) =>
  database.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n;

/** Reviews rows of every recipe, draws an audit and exports what there is. */
async function reviewAndExport(project: Project): Promise<void> {
  const { database } = project;
  syncRows(database);
  const ids = database.column<number>('SELECT id FROM review_rows ORDER BY id');
  for (const id of ids) {
    act(database, [id], { kind: 'comment', text: `of row ${id}` }, BY);
    undo(database, BY.reviewer);
    act(database, [id], { kind: 'accept' }, BY);
  }
  act(database, ids, { kind: 'flag', on: true }, BY);
  beginAudit(database, 30, BY.reviewer, randomStream('audit'));
  await exportReviewed(project, { what: 'csv', only: 'notRejected' }, []);
  await exportReviewed(project, { what: 'student', only: 'accepted' }, []);
}

it('deletes a document with all that came from it, and nothing else', async () => {
  const { text, place, before, judged } = await opened(async (project) => {
    await reviewAndExport(project);
    project.database.execute("INSERT INTO measures (name, hash, panel) VALUES ('a', '', '{}')");
    project.database.execute("INSERT INTO text_names VALUES ('', '[]')");
    return {
      ...rewritten(project),
      before: rowsBesides(project),
      judged: judgedRows(project.database),
    };
  });
  writeFileSync(path.join(folder, 'project.db.version-20.backup'), `an old project with ${text}`);
  expect(filesOfProjectWith(text)).toEqual(
    expect.arrayContaining(['project.db', 'imports/films.jsonl', 'project.db.version-20.backup']),
  );

  const traces = await tracesAt(place);
  expect(traces).toMatchObject({ source: place, passages: 1, gold: 0, labels: 0 });
  expect(traces.rows).toBeGreaterThan(0);
  expect(traces.reviews).toBe(3 * traces.rows);
  expect(traces.backups).toEqual(['project.db.version-20.backup']);
  expect(traces.exports).toContain('exports/rows-not-rejected.csv');
  expect(keptOnRequest(traces).map(([kind]) => kind)).toEqual(['rows', 'students', 'exports']);
  await deleteAt(place, []);
  expect(filesOfProjectWith(text)).toEqual([]);
  const lines = readFileSync(path.join(folder, 'imports', 'films.jsonl'), 'utf8').split('\n');
  expect(lines).toHaveLength(39);
  for (const student of traces.students) expect(existsSync(path.join(folder, student))).toBe(false);
  expect(readdirSync(path.join(folder, 'exports'))).toEqual(['.stillroom.json']);
  await opened((project) => {
    expect(rowsBesides(project)).toEqual(
      before.filter(({ origin }) => rowsBesides(project).some((row) => row.origin === origin)),
    );
    expect(before.length - rowsBesides(project).length).toBe(traces.rows);
    const left = new Set(rowsBesides(project).map(({ origin }) => origin));
    expect(judgedRows(project.database)).toEqual(judged.filter((row) => left.has(row.generation)));
    const tables = ['documents', 'passages', 'measures', 'text_vectors', 'text_names'];
    expect(tables.map((table) => count(project, table))).toEqual([39, 39, 0, 0, 0]);
    // S3 writes from no document
    const kept = project.database.column<number>("SELECT id FROM review_rows WHERE recipe = 's3'");
    expect(kept).not.toEqual([]);
    expect(rowsById(project.database, kept).every(({ state }) => state === 'accepted')).toBe(true);
    expect(lineageOf(project.database, kept[0]!).generation?.prompt).toContain(
      'Write a short text',
    );
    // still append-only
    expect(() => project.database.execute('DELETE FROM review_events')).toThrow('append-only');
  });
});

/** Rows with their reviews, by the call that wrote them. */
function rowsBesides({ database }: Project) {
  return database.all<{ origin: string }>(
    'SELECT origin, text, label, state, flagged, reviewer FROM review_rows ORDER BY origin',
  );
}

it('keeps the vectors of the other passages in their order', async () => {
  const { place, vectors, text } = await opened((project) => {
    const victim = rewritten(project);
    return { ...victim, vectors: vectorsByText(project) };
  });
  await deleteAt(place, []);
  const left = await opened(vectorsByText);
  const passage = [...vectors.keys()].find((one) => one.includes(text))!;
  vectors.delete(passage);
  expect(left).toEqual(vectors);
});

function vectorsByText({ database }: Project): Map<string, string> {
  const texts = database.column<string>('SELECT text FROM passages ORDER BY i');
  const bytes = Buffer.concat(
    database.column<Buffer>(
      "SELECT data FROM vectors JOIN steps ON steps.id = step WHERE key = 'corpus/embed' ORDER BY i",
    ),
  );
  const width = bytes.length / texts.length;
  return new Map(
    texts.map((text, at) => [text, bytes.toString('hex', at * width, (at + 1) * width)]),
  );
}

it('keeps rows and students that are wanted, without the prompts that show the document', async () => {
  const { place, text } = await opened(async (project) => {
    await reviewAndExport(project);
    return rewritten(project);
  });
  const traces = await deleteAt(place, ['rows', 'students']);
  expect(filesOfProjectWith(text)).toEqual([]);
  for (const student of traces.students) expect(existsSync(path.join(folder, student))).toBe(true);
  await opened(({ database }) => {
    const rows = database.all<{ id: number; state: string }>(
      "SELECT id, state FROM review_rows WHERE recipe = 'synthesizrr/retricl'",
    );
    expect(rows).toHaveLength(16);
    expect(rows.every(({ state }) => state === 'accepted')).toBe(true);
    const prompts = rows.map(({ id }) => lineageOf(database, id).generation!.prompt);
    expect(prompts.filter((prompt) => prompt === '').length).toBeGreaterThan(0);
  });
});

it('does not read the document again, even from a file of the user’s that still has it', async () => {
  const outside = path.join(path.dirname(folder), 'films.jsonl');
  cpSync(path.join(folder, 'imports', 'films.jsonl'), outside);
  const yaml = path.join(folder, 'imports', 'experiment.yaml');
  const again = readFileSync(yaml, 'utf8')
    .replace('../../finished.stillroom', '../../p.stillroom')
    .replace('file: films.jsonl', 'file: ../../films.jsonl');
  writeFileSync(yaml, again);
  await runFile(yaml, models);
  const { place, text } = await opened(rewritten);
  expect((await deleteAt(place, [])).yours).toEqual([outside]);
  expect(filesOfProjectWith(text)).toEqual([]);
  const { report } = await runFile(yaml, models);
  expect(report.entries.map(({ id }) => id)).toContain('synthesizrr/retricl/0');
  expect(filesOfProjectWith(text)).toEqual([]);
  expect(readFileSync(outside, 'utf8')).toContain(text);
});

it('deletes what people labelled, and its text in gold', async () => {
  const { text, place } = await opened((project) => {
    const victim = rewritten(project);
    const { database } = project;
    const { title } = database.get<{ title: string }>(
      'SELECT title FROM documents WHERE text = ?',
      victim.text,
    )!;
    const labelled = `${title}. ${victim.text}`;
    for (const one of [labelled, 'another text, which stays']) {
      database.run("INSERT INTO label_queue (source, text, cluster) VALUES ('s', ?, 1)", one);
    }
    database.execute(`
      INSERT INTO label_events (place, label, reviewer, at) VALUES (1, 'baban', 'ada', 1), (2, 'vojon', 'ada', 2);
      INSERT INTO label_events (place, undoes, reviewer, at) VALUES (1, 1, 'ada', 3);`);
    database.run("UPDATE gold SET text = ? WHERE split = 'test' AND i = 30", labelled);
    mkdirSync(project.path('gold'));
    const lines = [labelled, 'another text, which stays'].map((one) =>
      JSON.stringify({ text: one }),
    );
    writeFileSync(project.path('gold', 'seed-1.jsonl'), lines.join('\n'));
    return victim;
  });
  expect(await deleteAt(place, [])).toMatchObject({ labels: 1, gold: 1 });
  expect(filesOfProjectWith(text)).toEqual([]);
  const rest = readFileSync(path.join(folder, 'gold', 'seed-1.jsonl'), 'utf8');
  expect(rest).toBe('{"text":"another text, which stays"}');
  await opened((project) => {
    expect(count(project, 'label_events')).toBe(1);
    // every student of the run has seen it, or was measured with it
    expect(count(project, 'students')).toBe(0);
  });
});

it('takes the text out of values of steps, such as prompts that show gold', async () => {
  const { place, text } = await opened((project) => {
    const victim = rewritten(project);
    const shown = JSON.stringify({ prompts: [{ text: `Write like: ${victim.text}` }, 'another'] });
    project.database.run("UPDATE steps SET value = ? WHERE key = 's3/seed/clean'", shown);
    return victim;
  });
  await deleteAt(place, ['rows']);
  expect(filesOfProjectWith(text)).toEqual([]);
  const [value] = await opened(({ database }) =>
    database.column<string>("SELECT value FROM steps WHERE key = 's3/seed/clean'"),
  );
  expect(JSON.parse(value!)).toEqual({ prompts: [{ text: '' }, 'another'] });
});

it('leaves other documents with the same head alone, and their labels', async () => {
  const { place } = await opened((project) => {
    const victim = rewritten(project);
    const { database } = project;
    const other = `${victim.text.slice(0, 100)} and then something else entirely`;
    database.run("INSERT INTO label_queue (source, text, cluster) VALUES ('s', ?, 1)", other);
    database.run("UPDATE gold SET text = ? WHERE split = 'test' AND i = 30", other);
    return victim;
  });
  const traces = await tracesAt(place);
  expect(traces).toMatchObject({ labels: 0, gold: 0 });
});

it('deletes a row with a person’s copy of the document also where rows are kept', async () => {
  const { place, text } = await opened(async (project) => {
    const victim = rewritten(project);
    syncRows(project.database);
    const [id] = project.database.column<number>("SELECT id FROM review_rows WHERE recipe = 's3'");
    act(project.database, [id!], { kind: 'edit', text: victim.text }, BY);
    undo(project.database, BY.reviewer);
    return victim;
  });
  await deleteAt(place, ['rows', 'students', 'exports']);
  expect(filesOfProjectWith(text)).toEqual([]);
});

it('follows a row to the rows that it was shown as an example for', async () => {
  const { place } = await opened(rewritten);
  const first = await tracesAt(place);
  await opened(({ database }) => {
    const { text } = database.get<{ text: string }>(
      `SELECT text FROM examples JOIN steps ON steps.id = step
       WHERE key = 'synthesizrr/retricl/clean' ORDER BY i LIMIT 1`,
    )!;
    database.run(
      `UPDATE generations SET prompt = ? WHERE i < 3 AND step =
         (SELECT id FROM steps WHERE key = 's3/seed/generate')`,
      `Write a text like these: ${text}`,
    );
  });
  const second = await tracesAt(place);
  expect(second.rows).toBe(first.rows + 3);
  expect(second.students.length).toBeGreaterThan(first.students.length);
});

it('leaves gold alone that a row copied, and the rows that were written from that gold', async () => {
  const { place, s3 } = await opened((project) => {
    const { database } = project;
    const victim = rewritten(project);
    const { text } = database.get<{ text: string }>(
      `SELECT text FROM examples JOIN steps ON steps.id = step
       WHERE key = 'synthesizrr/retricl/clean' ORDER BY i LIMIT 1`,
    )!;
    // the errors that S3's rounds show are of validation
    database.run("UPDATE gold SET text = ? WHERE split = 'validation'", text);
    database.run(
      `UPDATE generations SET prompt = ? WHERE step IN (SELECT id FROM steps WHERE key = 's3/seed/generate')`,
      `A text similar to: ${text}`,
    );
    syncRows(database);
    return { ...victim, s3: count(project, "review_rows WHERE recipe = 's3'") };
  });
  expect((await deleteAt(place, [])).gold).toBe(0);
  await opened((project) => {
    expect(count(project, "review_rows WHERE recipe = 's3'")).toBe(s3);
    expect(count(project, "gold WHERE text = ''")).toBe(0);
  });
});

it('finishes a deletion that was killed when the project is opened again', async () => {
  const text = await opened(async (project) => {
    const victim = rewritten(project);
    let isKilled = false;
    const { database } = project;
    const mortal: Project = {
      ...project,
      path(...parts) {
        if (isKilled) throw new Error('killed');
        return project.path(...parts);
      },
      database: {
        ...database,
        transaction(work) {
          const result = database.transaction(work);
          isKilled = true;
          return result;
        },
      },
    };
    const draft = readDraft(project);
    const deletion = planDeletion(mortal, draft, findDocument(project, draft, victim.place));
    expect(() => deletion.perform([])).toThrow('killed');
    return victim.text;
  });
  expect(filesOfProjectWith(text)).toContain('imports/films.jsonl');
  await opened(() => expect(filesOfProjectWith(text)).toEqual([]));
});

it('names what it does not find, and what it cannot read', async () => {
  await expect(openDeletion(folder, 'films.jsonl:900')).rejects.toThrow(
    'The project has no document films.jsonl:900. Name it as the Corpus page does: FILE:LINE.',
  );
  writeFileSync(path.join(folder, 'imports', 'notes.jsonl'), 'not JSON');
  await expect(openDeletion(folder, 'films.jsonl:3')).rejects.toThrow(
    /notes\.jsonl cannot be read/,
  );
});
