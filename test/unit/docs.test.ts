import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { rowFormatNames } from '../../electron/contract/exportFormats.ts';
import { recipeKinds } from '../../electron/contract/recipes/recipes.ts';
import { defaultsUsed } from '../../electron/engine/experiment/defaultsUsed.ts';
import { rowColumns } from '../../electron/engine/export/exportedRow.ts';

/** `UPDATE_DOCS=1 npm run test:fast` writes what the code says into the file. */
function compareOrWrite(file: string, text: string, whole: string): void {
  if (process.env.UPDATE_DOCS) writeFileSync(file, whole);
  else expect(text).toBe(whole);
}

/** An experiment that leaves everything to its default. */
const BARE = {
  task: {},
  corpus: [{}],
  student: {},
  cleaning: {},
  dataMap: {},
  recipes: recipeKinds.map((kind) => ({ kind })),
};

/** Every default as a table's row, by the setting's name. */
const rows = defaultsUsed(BARE).map(({ field, value, source, meaning }) => {
  const name = field
    .replace(/recipes\[(\d+)\]/, (_, at: string) => recipeKinds[Number(at)]!)
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
  compareOrWrite(file, text, whole);
});

it('docs/export.md lists each format, and the columns of a row as they are written', () => {
  const file = fileURLToPath(new URL('../../docs/export.md', import.meta.url));
  const text = readFileSync(file, 'utf8');
  const listed = [...text.matchAll(/^\| `(\w+)` \| [^|]+ \| [^|]+ \| [^|]+ \|$/gm)].map(
    ([, name]) => name,
  );
  expect(listed).toEqual(rowFormatNames);
  const columns = Object.entries(rowColumns).map(
    ([name, { meaning }]) => `| \`${name}\` | ${meaning} |`,
  );
  const table = ['| column | what it is |', '|---|---|', ...columns].join('\n');
  const [before, after] = [/^.*<!-- columns -->\n/s, /<!-- \/columns -->.*$/s].map(
    (part) => part.exec(text)![0],
  );
  compareOrWrite(file, text, `${before}${table}\n${after}`);
});
