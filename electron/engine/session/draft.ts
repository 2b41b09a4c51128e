import { cpSync, existsSync, statSync } from 'node:fs';
import path from 'node:path';
import { BadInput } from '../../../models/badInput.ts';
import { makeFolder } from '../../../models/makeFolder.ts';
import { type Draft, draftSchema, type Split } from '../../contract/draft.ts';
import { type Experiment, experimentSchema } from '../../contract/experiment.ts';
import type { RecipeSettings } from '../../contract/recipes/recipes.ts';
import { pathInside } from '../files/pathInside.ts';
import { requireLocal } from '../files/requireLocal.ts';
import { labelledSplits, openSplits, withGivenGold } from '../label/label.ts';
import type { Project } from '../project/project.ts';

/** A project's draft; for a project made by the command line, that of its last experiment. */
export function readDraft({ database, folder }: Project): Draft {
  const row = database.get<{ draft: string }>('SELECT draft FROM drafts');
  if (row) {
    return requireLocalFiles(parsed(() => draftSchema.parse(JSON.parse(row.draft)), folder));
  }
  const last = database.get<{ experiment: string }>(
    'SELECT experiment FROM runs ORDER BY id DESC LIMIT 1',
  );
  if (!last) throw new BadInput(`${folder} has neither a draft nor a run; begin a new project.`);
  const { project, recipes, ...rest } = parsed(
    () => experimentSchema.parse(JSON.parse(last.experiment)),
    folder,
  );
  return requireLocalFiles({ ...rest, ...attributesOf(recipes) });
}

function attributesOf(recipes: readonly RecipeSettings[]): Pick<Draft, 'attributes'> {
  const own = recipes.flatMap((recipe) =>
    recipe.kind === 'attrprompt' ? [recipe.attributes] : [],
  );
  const given = own.find((attributes) => Object.keys(attributes).length > 0);
  return given ? { attributes: given } : {};
}

/** @throws BadInput for a record that Stillroom did not write */
function parsed<Value>(parse: () => Value, folder: string): Value {
  try {
    return parse();
  } catch {
    throw new BadInput(
      `${folder}: the settings of the project are damaged. Restore it from a backup.`,
    );
  }
}

/** @throws BadInput for a file on a network share, which the system would contact */
function requireLocalFiles(draft: Draft): Draft {
  for (const part of [...Object.values(draft.gold), ...draft.corpus]) {
    if (part) requireLocal(part.file);
  }
  return draft;
}

export function writeDraft({ database }: Project, draft: Draft): void {
  database.run(
    'INSERT INTO drafts (id, draft) VALUES (1, ?) ON CONFLICT (id) DO UPDATE SET draft = excluded.draft',
    JSON.stringify(draft),
  );
}

/**
 * Copies the files and folders that a window uploaded into the project's folder, so that it
 * contains what its runs read. Other files stay where they are.
 * @param folder where they are copied to
 * @param named the folder by which the draft names them, if the project is still to be moved there
 */
export function takeFiles(
  folder: string,
  draft: Draft,
  waitingFolder: string,
  named = folder,
): Draft {
  const taken = new Map<string, string>();
  const take = (file: string): string => {
    if (path.dirname(path.dirname(file)) !== waitingFolder) return file;
    const known = taken.get(file);
    if (known) return known;
    // not through a link in the place of the folder
    const target = freeName(pathInside(folder, 'imports'), path.basename(file));
    makeFolder(path.dirname(target));
    cpSync(file, target, { recursive: true });
    const later = path.join(named, path.relative(folder, target));
    taken.set(file, later);
    return later;
  };
  return withFiles(draft, take);
}

/** The draft with each of its files under another name. */
export function withFiles(draft: Draft, rename: (file: string) => string): Draft {
  const gold = Object.fromEntries(
    Object.entries(draft.gold).map(([split, part]) => [
      split,
      part && { ...part, file: rename(part.file) },
    ]),
  ) as Draft['gold'];
  return {
    ...draft,
    gold,
    corpus: draft.corpus.map((part) => ({ ...part, file: rename(part.file) })),
  };
}

function freeName(folder: string, name: string): string {
  const { name: stem, ext } = path.parse(name);
  for (let n = 1; ; n++) {
    const file = path.join(folder, n === 1 ? name : `${stem}-${n}${ext}`);
    if (!existsSync(file)) return file;
  }
}

/**
 * The experiment that a run of this recipe would execute.
 * @throws BadInput naming the gold that is missing
 */
export function experimentOf(
  project: Project,
  written: Draft,
  recipes: readonly RecipeSettings[],
): Experiment {
  // a page sends them with AttrPrompt's settings
  const { attributes: _, ...draft } = withGivenGold(project, written);
  const missing = (['seed', 'validation', 'test'] as const).filter((split) => !draft.gold[split]);
  if (missing.length > 0) {
    throw new BadInput(
      `The project has no ${missing.join(', no ')} examples yet. Give labels on the Label page; a new project can start from labelled files.`,
    );
  }
  return experimentSchema.parse({ ...draft, project: project.folder, recipes });
}

/** The number of labels in each split, if it can be found without reading whole files. */
export function goldCounts({ database }: Project, draft: Draft): Record<Split, number | null> {
  const counted = database.all<{ split: Split; n: number }>(
    `SELECT split, count(*) AS n FROM gold WHERE step =
       (SELECT max(step) FROM gold) GROUP BY split`,
  );
  const labelled = labelledSplits(database, openSplits(draft));
  const of = (split: Split) => {
    const part = draft.gold[split];
    if (!part) return labelled[split].length || null;
    return part.sample ?? counted.find((row) => row.split === split)?.n ?? null;
  };
  return { seed: of('seed'), validation: of('validation'), test: of('test') };
}

/** @throws BadInput if a file of the draft no longer exists */
export function requireFiles(draft: Draft): void {
  const parts = [...Object.values(draft.gold), ...draft.corpus];
  for (const part of parts) {
    if (part && !statSync(part.file, { throwIfNoEntry: false })) {
      throw new BadInput(
        `${part.file} is no longer there. Put it back, or make a new project from another file.`,
      );
    }
  }
}
