import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { printTable } from '../../../../../electron/cli/printTable.ts';
import { type Experiment, experimentSchema } from '../../../../../electron/contract/experiment.ts';
import type { MadeCell } from '../../../../../electron/engine/replicate/makeCell.ts';
import { paperTable, paperTables } from '../../../../../electron/engine/replicate/paperTable.ts';
import type { MadeTable } from '../../../../../electron/engine/replicate/readMadeTable.ts';
import { readTables } from '../../../../../electron/engine/replicate/readTables.ts';
import { withEarlier } from '../../../../../electron/engine/replicate/replicateTable.ts';
import { tableCells } from '../../../../../electron/engine/replicate/tableCells.ts';
import { tableView } from '../../../../../electron/engine/replicate/tableView.ts';
import { BadInput } from '../../../../../models/badInput.ts';
import { dataSetOf } from './dataSetOf.ts';

const texts = dataSetOf('text-classification');
const pairs = dataSetOf('text-pair-classification');
const questions = dataSetOf('extractive-qa');
const request = { scale: 'tiny', folder: '/tables' } as const;

describe.each(paperTables())('%s', (name) => {
  it('has a number or a gap for each column', () => {
    const table = paperTable(name);
    const columns = Object.keys(table.columns).length;
    for (const { printed } of table.rows) {
      for (const numbers of Object.values(printed)) expect(numbers.length).toBe(columns);
    }
  });

  it('has student settings of its own columns only', () => {
    const { studentOf, columns } = paperTable(name);
    expect(Object.keys(columns)).toEqual(expect.arrayContaining(Object.keys(studentOf)));
  });

  it('can be made on any of its columns, every recipe as the experiment’s schema has it', () => {
    const table = paperTable(name);
    const [column] = Object.keys(table.columns) as [string];
    const other = table.rows.some(({ corpus }) => corpus === 'other') ? [`${column}/other`] : [];
    const dataSets = new Map([column, ...other].map((one) => [one, texts]));
    const cells = tableCells(table, dataSets, request);
    const evaluated = table.rows.filter(
      ({ recipe, isGold, printed }) =>
        (recipe || (isGold && table.seedOfLabel)) &&
        Object.values(printed).every((numbers) => numbers[0] !== null),
    );
    expect(cells.map(({ row }) => row.name)).toEqual(evaluated.map(({ name }) => name));
    for (const { row, experiment: made } of cells) {
      // Gold's own run has no recipe, which nobody writes into an experiment
      if (row.isGold && table.seedOfLabel) expect(made.recipes).toEqual([]);
      else expect(experimentSchema.parse(made)).toEqual(made);
    }
  });
});

it('trains five students with the paper’s settings on rows that nothing has cleaned', () => {
  const [cell] = tableCells(paperTable('s3-3'), new Map([['RTE', pairs]]), request);
  expect(cell!.experiment).toMatchObject({
    project: '/tables/RTE.stillroom',
    student: {
      model: 'some-student',
      method: 'finetune',
      pooling: 'first',
      seeds: 5,
      maxLength: 512,
    },
  });
  expect(cell!.experiment.cleaning.off).not.toContain('empty');
  expect(cell!.experiment.cleaning.off).toContain('nearDuplicate');
});

it('trains S3’s students on each data set as its repository does', () => {
  const settingsOn = (column: string, data: Experiment) => {
    const [cell] = tableCells(paperTable('s3-3'), new Map([[column, data]]), request);
    const { epochs, batch, learningRate, weightDecay, warmup } = cell!.experiment.student;
    return [epochs, batch, learningRate, weightDecay, warmup];
  };
  expect(settingsOn('IMDb', texts)).toEqual([6, 8, 5e-6, 2e-8, 0.06]);
  expect(settingsOn('QNLI', pairs)).toEqual([10, 32, 5e-6, 2e-8, 0.06]);
  expect(settingsOn('RTE', pairs)).toEqual([20, 16, 1e-5, 1e-2, 0.06]);
  expect(settingsOn('AdversarialQA', questions)).toEqual([10, 8, 1e-5, 1e-2, 0]);
});

it('cleans ZeroGen’s rows as its code does, also where they are a seed set', () => {
  const offOn = (name: string) =>
    tableCells(paperTable(name), new Map([['IMDb', texts]]), request).map(
      ({ row, experiment: { cleaning } }) => [row.name, cleaning.off],
    );
  const others = ['refusal', 'nearDuplicate', 'copyOfPassage', 'copyOfGold'];
  const all = ['refusal', 'tooShort', 'exactDuplicate', 'nearDuplicate', ...others.slice(2)];
  expect(offOn('s3-2')).toEqual([
    ['ProGen', others],
    ['ZeroGen', others],
    ['S3', all],
    ['GoldGen', all],
  ]);
  expect(offOn('s3-5').map(([, off]) => off)).toEqual([others, others, others]);
});

it('filters by the paper’s share of a data map, and only where the table does', () => {
  const data = { ...texts, dataMap: { filter: 'confidence' as const, share: 0.5 } };
  const dataMapIn = (name: string) =>
    tableCells(paperTable(name), new Map([['AG', data]]), request)[0]!.experiment.dataMap;
  expect(dataMapIn('synthesizrr-10')).toEqual({ filter: 'variability', share: 0.17 });
  expect(dataMapIn('synthesizrr-6').filter).toBe('off');
});

it('leaves a cell empty that the paper did not evaluate', () => {
  const rowsOn = (column: string) =>
    tableCells(paperTable('synthesizrr-7'), new Map([[column, texts]]), request).map(
      ({ row }) => row.name,
    );
  const own = ['SynthesizRR, zero-shot', 'SynthesizRR, RetrICL, 3 shots'];
  expect(rowsOn('IMDb')).toEqual(['Gold', 'SunGen', 'S3', ...own]);
  expect(rowsOn('AG')).toEqual(['Gold', 'ReGen', 'AttrPrompt', ...own]);
  expect(rowsOn('SST-2')).toEqual(['Gold', 'AttrPrompt', ...own]);
});

it('makes every point of a curve that the paper drew without numbers', () => {
  const cells = tableCells(paperTable('synthesizrr-fig-7'), new Map([['CAT', texts]]), request);
  expect(cells.map(({ row }) => row.name)).toEqual(['0 shots', '1 shot', '3 shots', '8 shots']);
});

/** Numbers of a row on AG, ToI and Category. */
function printedOn(name: string, row: string, teacher: string): number[] {
  const { columns, rows } = paperTable(name);
  const numbers = rows.find((one) => one.name === row)!.printed[teacher]!;
  return ['AG', 'TOI', 'CAT'].map((column) =>
    Number(numbers[Object.keys(columns).indexOf(column)]),
  );
}

it.each([
  ['Llama-2-13B', 'FewGen, 32 shots', [-26.2, -36.1, -20.6]],
  ['Llama-2-13B', 'SynthesizRR, RetrICL, 3 shots', [2.7, 2.7, 1.9]],
  ['Llama-2-13B', 'SynthesizRR, Non-RetrICL, 32 shots', [1.1, 2.2, 1.0]],
  ['Claude Instant v1', 'FewGen, 32 shots', [-4.1, -0.1, 0.5]],
  ['Claude Instant v1', 'SynthesizRR, RetrICL, 3 shots', [2.5, 2.5, 3.6]],
  ['Claude Instant v1', 'SynthesizRR, Non-RetrICL, 32 shots', [2.4, 2.1, 2.2]],
])('Table 10 of %s, %s, differs from Table 6 by what it prints', (teacher, row, changes) => {
  const filtered = printedOn('synthesizrr-10', row, teacher);
  const all = printedOn('synthesizrr-6', row, teacher);
  expect(filtered.map((n, at) => Number((n - all[at]!).toFixed(1)))).toEqual(changes);
});

it('0 shots of Figure 7 are the zero-shot variant, with Table 6’s numbers', () => {
  const rowOf = (name: string, row: string) =>
    paperTable(name).rows.find((one) => one.name === row)!;
  const { recipe, printed } = rowOf('synthesizrr-fig-7', '0 shots');
  const zeroShot = rowOf('synthesizrr-6', 'SynthesizRR, zero-shot');
  expect([recipe, printed]).toEqual([zeroShot.recipe, zeroShot.printed]);
});

/** By row, the printed numbers of a teacher in some columns of a table. */
function printedIn(name: string, teacher: string, rows: readonly string[], columns: string[]) {
  const table = paperTable(name);
  const places = columns.map((column) => Object.keys(table.columns).indexOf(column));
  return rows.map((row) => {
    const { printed } = table.rows.find((one) => one.name === row)!;
    return places.map((place) => printed[teacher]![place]);
  });
}

it('Figure 7’s MAUVE is Table 5’s, and Figure 3 of S3 has Table 8’s coverage', () => {
  const columns = ['AG', 'HYP', 'TOI', 'CAT', 'HUM', 'POL'];
  expect(
    printedIn('synthesizrr-fig-7-mauve', 'Llama-2-13B', ['0 shots', '3 shots'], columns),
  ).toEqual(
    printedIn(
      'synthesizrr-5',
      'Llama-2-13B',
      ['SynthesizRR, zero-shot', 'SynthesizRR, RetrICL, 3 shots'],
      columns,
    ),
  );
  const pairsOfS3 = ['QNLI', 'RTE', 'AdversarialQA'];
  expect(printedIn('s3-fig-3', 'GPT-3.5', ['S3: coverage'], pairsOfS3)).toEqual(
    printedIn('s3-8', 'GPT-3.5', ['S3'], pairsOfS3),
  );
});

it('Table 12 has its four columns, and all of its cells are of the same five students', () => {
  const table = paperTable('synthesizrr-12');
  expect(table.rows).toHaveLength(12);
  const random = table.rows.filter(({ name }) => name.startsWith('random documents of it'));
  expect(random.map(({ printed }) => printed['Llama-2-13B'])).toEqual([
    [35.57, 78.77],
    [83.39, 61.45],
    [22, 25],
    [7.07, 7.4],
  ]);
  const cells = tableCells(table, new Map([['AG', texts]]), request);
  expect(cells.map(({ experiment }) => experiment.student.seeds)).toEqual(Array(8).fill(5));
});

it('follows students epoch by epoch only where a figure asks for it', () => {
  const cellsOf = (name: string) =>
    tableCells(paperTable(name), new Map([['IMDb', texts]]), request);
  const figure = cellsOf('s3-fig-1');
  expect(figure).toHaveLength(24);
  expect(figure.map(({ experiment: { student } }) => student.curves)).toEqual(Array(24).fill('on'));
  expect(cellsOf('s3-2')[0]!.experiment.student.curves).toBe('off');
});

it('an earlier cell stays until its successor is made', () => {
  const [s3, , withoutEes] = MADE.cells as [MadeCell, MadeCell, MadeCell];
  const again = { ...s3, kept: 60 };
  expect(withEarlier(MADE.cells, [])).toEqual(MADE.cells);
  expect(withEarlier(MADE.cells, [again])).toEqual([MADE.cells[1], withoutEes, again]);
  const other = { ...s3, teacher: 'another' };
  expect(withEarlier([s3], [other])).toEqual([s3, other]);
});

it('takes none of the settings that the experiment’s own recipes are run with', () => {
  const data = { ...pairs, equalSizes: 'on' as const };
  const student = { ...pairs.student, curves: 'on' as const, grid: { batch: [8, 32] } };
  const dataSets = new Map([['RTE', { ...data, student }]]);
  const [cell] = tableCells(paperTable('s3-3'), dataSets, request);
  expect(cell!.experiment).toMatchObject({ equalSizes: 'off', student: { curves: 'off' } });
  expect(cell!.experiment.student.grid).toBeUndefined();
});

it('knows another corpus only where the table compares two', () => {
  const other = new Map([['AG/other', texts]]);
  expect(() => tableCells(paperTable('synthesizrr-6'), other, request)).toThrow(
    'synthesizrr-6 has no column AG/other',
  );
  expect(tableCells(paperTable('synthesizrr-12'), other, request).length).toBeGreaterThan(0);
});

it('leaves a cell empty where a recipe is not for the kind of task', () => {
  const cells = tableCells(paperTable('synthesizrr-6'), new Map([['AG', pairs]]), request);
  expect(cells).toEqual([]);
});

it('of questions makes the rows whose recipe is for them', () => {
  const rowsOn = (name: string) =>
    tableCells(paperTable(name), new Map([['AdversarialQA', questions]]), request).map(
      ({ row, experiment: { recipes } }) => [row.name, recipes[0]!.kind],
    );
  expect(rowsOn('s3-2')).toEqual([
    ['S3', 's3'],
    ['GoldGen', 'goldgen'],
  ]);
  expect(rowsOn('s3-3').map(([name]) => name)).toEqual(['S3', 'without EES']);
  expect(rowsOn('s3-5')).toEqual([]);
});

it('refuses a data set whose scores are not those of the column', () => {
  const wrong = (column: string, data: Experiment) => () =>
    tableCells(paperTable('s3-3'), new Map([[column, data]]), request);
  expect(wrong('RTE', questions)).toThrow(BadInput);
  expect(wrong('RTE', questions)).toThrow('The column RTE of s3-3');
  expect(wrong('RTE', questions)).toThrow('Name one with labels.');
  expect(wrong('AdversarialQA', pairs)).toThrow(
    'is of exact matches and F1, and its data set is a text-pair-classification.',
  );
});

it('refuses a column that the table lacks, a table that there is not, and no data at all', () => {
  const table = paperTable('s3-2');
  const wrong = () => tableCells(table, new Map([['AG', texts]]), request);
  expect(wrong).toThrow(BadInput);
  expect(wrong).toThrow('it has IMDb, QNLI, RTE, AdversarialQA');
  expect(() => tableCells(table, new Map(), request)).toThrow('COLUMN=EXPERIMENT.yaml');
  expect(() => paperTable('s3-1')).toThrow('Choose one of: s3-2');
});

const MADE_TEST = {
  n: 300,
  accuracy: 0.612,
  ci95: [0.55, 0.67],
  f1: 0.6,
  deviation: 0.02,
} as const;
const MADE_ANSWERS = {
  n: 200,
  accuracy: 0.1,
  ci95: [0.07, 0.14],
  f1: 0.205,
  f1Ci95: [0.16, 0.25],
  deviation: 0.01,
} as const;
const FACTS = { teacher: 'some-teacher', student: 'some-student', humanLabels: 40, seeds: 5 };
const MADE: MadeTable = {
  table: 's3-3',
  scale: 'tiny',
  cells: [
    { ...FACTS, row: 'S3', column: 'RTE', asked: 60, kept: 58, test: MADE_TEST },
    { ...FACTS, row: 'S3', column: 'AdversarialQA', asked: 60, kept: 59, test: MADE_ANSWERS },
    {
      ...FACTS,
      row: 'without EES',
      column: 'RTE',
      asked: 58,
      kept: 0,
      test: null,
      reason: 'Why.',
    },
  ],
};

it('prints the paper’s numbers beside ours, and what differs', () => {
  const text = printTable(tableView(paperTable('s3-3'), MADE));
  expect(text).toContain('| S3 | GPT-3.5, printed | 89.00 | 79.92 | 73.29 | 12.50/24.38 |');
  expect(text).toContain(
    '| S3 | **some-teacher** | – | – | **61.2 ± 2.0 [55.0, 67.0]** | **10.0 ± 1.0 [7.0, 14.0] / 20.5 [16.0, 25.0]** |',
  );
  expect(text).toContain('| without EES | **some-teacher** | – | – | – | – |');
  expect(text).toContain('Of questions: exact match, then F1');
  expect(text).toContain('without EES on RTE stays empty: Why.');
  expect(text).toContain("the paper's: DistilBERT");
});

it('says what ZeroGen’s cleaning leaves out, where texts are cut, and what the table’s notes say', () => {
  const captionOf = (name: string, cells: MadeTable['cells']) =>
    tableView(paperTable(name), { table: name, scale: 'tiny', cells }).caption.join('\n');
  const s3 = { ...MADE.cells[0]!, column: 'IMDb' };
  const zerogen = { ...s3, row: 'ZeroGen' };
  expect(captionOf('s3-2', [s3])).not.toContain("ZeroGen's code");
  expect(captionOf('s3-2', [s3])).not.toContain('Texts are cut');
  expect(captionOf('s3-2', [s3])).toContain('300 (QNLI)');
  expect(captionOf('s3-2', [s3, zerogen])).toContain('Of ZeroGen also texts under 10 words');
  const cut = captionOf('s3-2', [
    { ...s3, maxLength: 64 },
    { ...zerogen, maxLength: 64 },
  ]);
  expect(cut).toContain("in tokens: IMDb 64 (the paper's: 512).");
  const shots = { ...s3, column: 'HYP', row: 'FewGen, 32 shots' };
  expect(captionOf('synthesizrr-6', [shots])).toContain(
    'texts of each label of gold.seed: HYP 100',
  );
  expect(captionOf('synthesizrr-6', [shots])).toContain('drawn with the label distribution');
  expect(captionOf('synthesizrr-11', [shots])).not.toContain('drawn with the label distribution');
  expect(captionOf('synthesizrr-7', [s3])).toContain("S3's 6,000 rows are its seed rows");
});

describe('the tables of a folder', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'stillroom-tables-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const write = (text: string) => writeFileSync(path.join(folder, 's3-3-tiny.json'), text);

  it('are all there, those that were made with what was made', () => {
    write(JSON.stringify(MADE));
    const tables = readTables(folder);
    expect([...new Set(tables.map(({ name }) => name))]).toEqual(paperTables());
    expect(tables.filter(({ scale }) => scale !== null)).toEqual([
      tableView(paperTable('s3-3'), MADE),
    ]);
    expect(tables.find(({ name }) => name === 's3-4')).toMatchObject({ scale: null, caption: [] });
  });

  it('say all that replicate has said: on how many labels, how often, at what cost', () => {
    const gold = {
      ...FACTS,
      row: 'Gold',
      column: 'RTE',
      asked: 40,
      kept: 40,
      labels: 'all' as const,
    };
    const s3 = { ...MADE.cells[0]!, scattered: MADE_TEST, flops: 3.5e15, maxLength: 64 };
    const made: MadeTable = {
      table: 's3-2',
      scale: 'small',
      cells: [{ ...gold, teacher: 'human', test: MADE_TEST }, s3],
    };
    writeFileSync(path.join(folder, 's3-2-small.json'), JSON.stringify(made));
    const [view] = readTables(folder).filter(({ scale }) => scale !== null);
    expect(view).toEqual(tableView(paperTable('s3-2'), made));
    const caption = view!.caption.join('\n');
    expect(caption).toContain('RTE 40 (all of its file)');
    expect(caption).toContain(
      'S3 on RTE: five students scattered by 6 points or more (61.2 ± 2.0)',
    );
    expect(caption).toContain('S3 on RTE 3.50 x 10^15.');
  });

  it.each(['{', '{ "table": "s3-3" }'])('a file that says %s is named', (text) => {
    write(text);
    expect(() => readTables(folder)).toThrow(
      `${path.join(folder, 's3-3-tiny.json')} is not a table that stillroom replicate wrote.`,
    );
  });
});
