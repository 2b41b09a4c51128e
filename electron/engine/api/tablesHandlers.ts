import { existsSync } from 'node:fs';
import { BadInput } from '../../../models/badInput.ts';
import { requireLocal } from '../files/requireLocal.ts';
import { readTables } from '../replicate/readTables.ts';
import type { Procedures } from './procedures.ts';

/** The papers' tables, with the results that `stillroom replicate` has written to a folder. */
export function tablesHandlers({ tables }: Procedures) {
  return {
    tables: {
      page: tables.page.handler(({ context: { session }, input }) => {
        // the folder for new projects may not exist before the first project
        const { folder = session.app.projectsFolder } = input;
        requireLocal(folder);
        if (input.folder && !existsSync(folder)) throw new BadInput(`${folder} does not exist.`);
        return { folder, tables: readTables(folder) };
      }),
    },
  };
}
