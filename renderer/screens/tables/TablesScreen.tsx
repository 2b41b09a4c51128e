import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PaperTableView } from '../../../electron/contract/paperTableView.ts';
import { Field } from '../../components/Field.tsx';
import { queries } from '../../store/queries.ts';
import { TableChart } from './TableChart.tsx';

/** The papers' tables, with their numbers and those computed on the user's own data. */
export function TablesScreen() {
  const [lookedAt, setLookedAt] = useState<string>();
  const [typed, setTyped] = useState<string>();
  const [chosen, setChosen] = useState('');
  const { data: page, refetch } = useQuery(
    queries.tables.page.queryOptions({
      input: lookedAt === undefined ? {} : { folder: lookedAt },
      placeholderData: keepPreviousData,
    }),
  );
  const folder = typed ?? page?.folder ?? '';
  const tables = page?.tables ?? [];
  const shown =
    tables.find((table) => keyOf(table) === chosen) ??
    tables.find(({ scale }) => scale !== null) ??
    tables[0];
  return (
    <div className="page">
      <header>
        <h1>Tables</h1>
      </header>
      <p className="muted">
        The papers' tables and figures on your own data. The command line makes them, for that takes
        hours:{' '}
        <code>stillroom replicate {shown?.name ?? 'TABLE'} COLUMN=EXPERIMENT.yaml --to FOLDER</code>
      </p>
      <form
        className="row"
        onSubmit={(event) => {
          event.preventDefault();
          if (folder === lookedAt) void refetch();
          else setLookedAt(folder);
        }}
      >
        <Field label="Folder" help="The FOLDER of the command above.">
          {(ids) => (
            <input
              {...ids}
              className="input path"
              value={folder}
              onChange={(event) => setTyped(event.target.value)}
              spellCheck={false}
            />
          )}
        </Field>
        <button type="submit" className="button" disabled={folder.trim() === ''}>
          Look there
        </button>
      </form>
      {shown ? (
        <>
          <Field label="Table">
            {(ids) => (
              <select
                {...ids}
                className="input"
                value={keyOf(shown)}
                onChange={(event) => setChosen(event.target.value)}
              >
                {tables.map((table) => (
                  <option key={keyOf(table)} value={keyOf(table)}>
                    {table.title}
                    {table.scale ? ` (made here, ${table.scale})` : ''}
                  </option>
                ))}
              </select>
            )}
          </Field>
          <TableOfPaper table={shown} />
        </>
      ) : null}
    </div>
  );
}

const keyOf = ({ name, scale }: PaperTableView) => `${name} ${scale ?? ''}`;

function TableOfPaper({ table }: { table: PaperTableView }) {
  const { title, columns, lines, chart, caption } = table;
  return (
    <section className="stack" aria-label={title}>
      {chart ? <TableChart chart={chart} /> : null}
      <div className="scroll-x">
        <table className="figures of-paper">
          <thead>
            <tr>
              <th scope="col">System</th>
              <th scope="col">Teacher</th>
              {columns.map((column) => (
                <th scope="col" key={column}>
                  {column}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {lines.map(({ row, teacher, isPrinted, cells }) => (
              <tr key={`${row} ${teacher} ${isPrinted}`} className={isPrinted ? 'muted' : ''}>
                <th scope="row">{row}</th>
                <td>{isPrinted ? `${teacher}, printed` : teacher}</td>
                {columns.map((column, at) => (
                  <td key={column}>{cells[at] ?? '–'}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {caption.length > 0 ? (
        <ul className="notes">
          {caption.map((sentence) => (
            <li key={sentence}>{sentence}</li>
          ))}
        </ul>
      ) : (
        <p className="muted">None of it was made in this folder yet.</p>
      )}
    </section>
  );
}
