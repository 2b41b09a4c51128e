import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defaultsUsed } from '../../electron/engine/experiment/defaultsUsed.ts';

/** An experiment that leaves everything to its default. */
const BARE = {
  task: {},
  corpus: [{}],
  student: {},
  cleaning: {},
  dataMap: {},
  recipes: [
    { kind: 's3' },
    { kind: 'synthesizrr' },
    { kind: 'reviewed' },
    { kind: 'confidence' },
    { kind: 'fewgen' },
    { kind: 'teacherLabels' },
    { kind: 'llkd' },
    { kind: 's3WithoutEes' },
    { kind: 'goldgen' },
    { kind: 'hybrid' },
    { kind: 'zerogen' },
    { kind: 'transfer' },
  ],
};

const NAMES = BARE.recipes.map(({ kind }) => kind);

/** Every default as a table's row, by the setting's name. */
const rows = defaultsUsed(BARE).map(({ field, value, source, meaning }) => {
  const name = field
    .replace(/recipes\[(\d+)\]/, (_, at: string) => NAMES[Number(at)]!)
    .replace('[0]', '');
  return { name, row: `| \`${name}\` | ${JSON.stringify(value)} | ${meaning} | ${source} |` };
});

it.each([
  ['docs/experiment.md', /./],
  ['docs/recipes.md', /^(?!task|corpus|encoder|student|seed|cleaning|dataMap|reviewed|confidence)/],
])('%s lists defaults with their sources, as the schema has them', (name, settings) => {
  const file = fileURLToPath(new URL(`../../${name}`, import.meta.url));
  const wanted = rows.filter((row) => settings.test(row.name)).map(({ row }) => row);
  expect(wanted.length).toBeGreaterThan(15);
  const head = ['| setting | default | what it is | source |', '|---|---|---|---|'];
  const text = readFileSync(file, 'utf8');
  const [before = ''] = text.split('<!-- defaults -->');
  const whole = `${before}<!-- defaults -->\n\n${[...head, ...wanted].join('\n')}\n`;
  // `UPDATE_DOCS=1 npm run test:fast` writes it
  if (process.env.UPDATE_DOCS) writeFileSync(file, whole);
  else expect(text).toBe(whole);
});
