import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { defaultsUsed } from '../../electron/engine/experiment/defaultsUsed.ts';

const FILE = fileURLToPath(new URL('../../docs/experiment.md', import.meta.url));

/** An experiment that leaves everything to its default. */
const BARE = {
  task: {},
  corpus: [{}],
  student: {},
  cleaning: {},
  recipes: [{ kind: 's3' }, { kind: 'synthesizrr' }, { kind: 'reviewed' }, { kind: 'confidence' }],
};

it('docs/experiment.md lists every default with its source, as the schema has them', () => {
  const rows = defaultsUsed(BARE).map(({ field, value, source, meaning }) => {
    const name = field
      .replace('recipes[0]', 's3')
      .replace('recipes[1]', 'synthesizrr')
      .replace('recipes[2]', 'reviewed')
      .replace('recipes[3]', 'confidence')
      .replace('[0]', '');
    return `| \`${name}\` | ${JSON.stringify(value)} | ${meaning} | ${source} |`;
  });
  expect(rows.length).toBeGreaterThan(20);
  const table = ['| setting | default | what it is | source |', '|---|---|---|---|', ...rows].join(
    '\n',
  );
  const text = readFileSync(FILE, 'utf8');
  const [before = ''] = text.split('<!-- defaults -->');
  const wanted = `${before}<!-- defaults -->\n\n${table}\n`;
  // `UPDATE_DOCS=1 npm run test:fast` writes it
  if (process.env.UPDATE_DOCS) writeFileSync(FILE, wanted);
  else expect(text).toBe(wanted);
});
