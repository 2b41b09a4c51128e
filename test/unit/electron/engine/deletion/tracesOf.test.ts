import { afterEach, beforeEach, expect, it } from 'vitest';
import { deleteRecords } from '../../../../../electron/engine/deletion/deleteRecords.ts';
import { documentTexts } from '../../../../../electron/engine/deletion/documentTexts.ts';
import { tracesOf } from '../../../../../electron/engine/deletion/tracesOf.ts';
import { migrations } from '../../../../../electron/engine/project/schema.ts';
import { type Database, openDatabase } from '../../../../../native/sqlite/database.ts';

/* A document behind drafts, several texts of an answer, and groups of documents. */

const DOCUMENT = {
  title: null,
  text: 'Anna wrote to the office on the second of May that the kettle which she had bought leaks.',
  file: 'letters.jsonl',
  line: 1,
};

let database: Database;
beforeEach(() => {
  database = openDatabase(':memory:');
  for (const script of migrations) database.execute(script);
  database.run("INSERT INTO runs (experiment, state) VALUES ('{}', 'done')");
});
afterEach(() => database.close());

function step(key: string, value: string | null = null): number {
  return database.run(
    'INSERT INTO steps (key, hash, value) VALUES (?, ?, ?)',
    key,
    'abcdef0123456789',
    value,
  ).lastId;
}

function call(at: number, i: number, prompt: string, output: string): void {
  database.run(
    `INSERT INTO generations (step, i, prompt, chat, parameters, seed, output, prompt_tokens, output_tokens,
       shared_tokens, ended, seconds) VALUES (?, ?, ?, 1, '{}', 0, ?, 1, 1, 0, 'stop', 0)`,
    at,
    i,
    prompt,
    output,
  );
}

function row(at: number, i: number, text: string, lineage: object): void {
  database.run(
    'INSERT INTO examples (step, i, text, label, lineage) VALUES (?, ?, ?, ?, ?)',
    at,
    i,
    text,
    'bad',
    JSON.stringify(lineage),
  );
}

const traces = () => tracesOf(database, documentTexts([DOCUMENT]));

it('follows a draft that shows the document to what refined it, whose prompt shows the short draft only', () => {
  const drafts = step('fewgen/few-shot/drafts/generate');
  const refinements = step('fewgen/few-shot/generate');
  const cleaned = step('fewgen/few-shot/clean', '{}');
  for (const [i, shot] of [DOCUMENT.text, 'Another text.'].entries()) {
    call(drafts, i, `Write.\nText: ${shot}\n\nWrite.\nText:`, `It leaks ${i}.`);
    call(refinements, i, `Here is a first draft:\nIt leaks ${i}.`, `Truly, it leaks ${i}.`);
    row(cleaned, i, `Truly, it leaks ${i}.`, {
      generation: `fewgen/few-shot/generate@abcdef01#${i}`,
      draft: `fewgen/few-shot/drafts/generate@abcdef01#${i}`,
    });
  }
  const { calls, rows } = traces();
  expect(rows).toEqual([{ step: cleaned, i: 0 }]);
  expect(calls).toMatchObject([
    { step: drafts, i: 0 },
    { step: refinements, i: 0 },
  ]);
});

it('finds each row of an answer that holds several', () => {
  const written = step('fewgen/few-shot/generate');
  const cleaned = step('fewgen/few-shot/clean', '{}');
  call(written, 0, `Like this: ${DOCUMENT.text}`, '1. (0.1) One.\n2. (0.1) Two.\n');
  call(written, 1, 'Like that.', '1. (0.1) Three.\n');
  for (const [i, line] of ['0.1', '0.2', '1.1'].entries()) {
    row(cleaned, i, `Text ${i}`, { generation: `fewgen/few-shot/generate@abcdef01#${line}` });
  }
  expect(traces().rows).toEqual([
    { step: cleaned, i: 0 },
    { step: cleaned, i: 1 },
  ]);
});

it('deletes the vectors of documents in which subjects were found', () => {
  const read = step('corpus/import', '{}');
  database.run(
    'INSERT INTO documents VALUES (?, 0, NULL, ?, ?, 1)',
    read,
    DOCUMENT.text,
    DOCUMENT.file,
  );
  const embedded = step('attrprompt/attributed/subject/embed');
  const other = step('yardstick/labels/embed');
  for (const one of [embedded, other]) {
    database.run('INSERT INTO vectors VALUES (?, 0, ?)', one, new Uint8Array(8));
  }
  const texts = documentTexts([DOCUMENT]);
  deleteRecords(database, traces(), { texts, keep: [], files: [] });
  expect(database.column<number>('SELECT step FROM vectors')).toEqual([other]);
  expect(database.column<string>('SELECT hash FROM steps WHERE id = ?', embedded)[0]).toContain(
    '-deleted-',
  );
});
